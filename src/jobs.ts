import type { Logger } from 'pino'
import { Fault } from './errors.ts'

/** Work that goes on after its request has been answered. */
export interface Jobs {
  /** A failure is logged under the name; `signal` aborts when the service closes. */
  start(name: string, work: (signal: AbortSignal) => Promise<void>): void
  /** When everything that runs now has ended. */
  settled(): Promise<void>
  /** Stops what runs, and waits for it. */
  close(): Promise<void>
}

export function openJobs(log: Logger): Jobs {
  const running = new Set<Promise<void>>()
  const closing = new AbortController()

  async function run(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await work(closing.signal)
    } catch (error) {
      if (closing.signal.aborted) log.warn(`${name}: stopped, because the service closes`)
      else tellFailure(name, error)
    }
  }

  function tellFailure(name: string, error: unknown): void {
    if (error instanceof Fault) {
      // What a client asked for, or sent, is at fault, and no stack tells an operator more about it.
      const why = error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
      log.error(`${name} failed: ${why}`)
      log.debug({ err: error }, `how ${name} failed`)
    } else log.error(error, `${name} failed`)
  }

  const settled = async () => {
    await Promise.all(running)
  }

  return {
    start(name, work) {
      const job = run(name, work)
      running.add(job)
      void job.then(() => running.delete(job))
    },
    settled,
    async close() {
      closing.abort(new Error('the service closes'))
      // One that runs may still have started another.
      while (running.size > 0) await settled()
    },
  }
}
