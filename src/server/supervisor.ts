import cluster, { type Worker } from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { inTurn } from '../in-turn.ts'
import type { Counts } from '../tally.ts'
import { timerMs } from '../timer-ms.ts'
import { exitCodes, type Failure, failureOf } from './failure.ts'
import type { Ready, SupervisorMessage, WorkerMessage } from './messages.ts'
import { Reception, type ReceptionSettings } from './reception.ts'
import { memoryOptions } from './worker-memory.ts'

export interface Crew {
  /** Processes to keep running. */
  readonly workers: number
  /** Seconds that a stopping worker gets to finish; 0 waits for it. */
  readonly graceSeconds: number
  /** Where it listens for them. */
  readonly reception: ReceptionSettings
}

export interface Supervision extends Crew {
  /** The log as it is now: a reload may open another. */
  log(): Promise<Logger>
  /** Called once, when the first worker serves. */
  onServing(address: string, pipeline: string): void
  /** Reads the configuration again; throws when it is faulty. */
  reload(): Promise<Crew>
}

/** Keeps worker processes serving one port: replaces one that dies, swaps all of them on HUP without dropping a request,
 * lets them finish on TERM, ends them at once on INT. Settles with the exit code of the program. */
export function supervise(settings: Supervision): Promise<number> {
  cluster.setupPrimary({ execArgv: [...memoryOptions(), ...process.execArgv] })
  return new Supervisor(settings).run()
}

interface Fork {
  readonly worker: Worker
  /** Settles when it serves, or with undefined when it ended before it could. */
  readonly ready: Promise<Ready | undefined>
}

const quickDeathMs = 2_000
const longestPauseMs = 10_000

class Supervisor {
  readonly #settings: Supervision
  readonly #reception = new Reception()
  readonly #done = Promise.withResolvers<number>()
  #plan: Crew
  #crew = new Set<Worker>()
  /** Of a configuration that is not in force yet. */
  #nextCrew: readonly Fork[] = []
  #stopping = false
  #everServed = false
  #quickDeaths = 0
  /** Of all workers, also those that are gone. */
  readonly #sums: Record<string, number> = {}

  constructor(settings: Supervision) {
    this.#settings = settings
    this.#plan = settings
  }

  run(): Promise<number> {
    process.on('SIGTERM', () => void this.#stop('SIGTERM'))
    process.on('SIGINT', () => void this.#stop('SIGINT'))
    const swap = inTurn(() => this.#swap())
    process.on('SIGHUP', () => {
      // A crew that still waits, for its database say, may have been told something wrong.
      for (const { worker } of this.#nextCrew) this.#end(worker)
      void swap()
    })
    this.#completeCrew()
    return this.#done.promise
  }

  /** Starts as many workers as are missing. */
  #completeCrew(): void {
    while (!this.#stopping && this.#crew.size < crewSize(this.#plan)) {
      const { worker, ready } = this.#fork()
      this.#crew.add(worker)
      void ready.then(told => this.#begin(worker, told))
    }
  }

  async #begin(worker: Worker, told: Ready | undefined): Promise<void> {
    // Another crew may have come meanwhile.
    if (!this.#crew.has(worker)) return
    this.#reception.admit(worker)
    if (this.#everServed || told === undefined) return
    this.#everServed = true
    this.#warn(told)
    try {
      this.#settings.onServing(await this.#listen(this.#plan), told.pipeline)
    } catch (error) {
      await this.#stop('SIGTERM', failureOf(error))
    }
  }

  async #listen({ reception }: Crew): Promise<string> {
    const address = await this.#reception.open(reception)
    this.#say('info', `listening on ${address}`)
    return address
  }

  #fork(): Fork {
    const worker = cluster.fork()
    const bornAt = Date.now()
    const { promise: ready, resolve: settle } = Promise.withResolvers<Ready | undefined>()
    let failure: Failure | undefined
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') settle(message)
      else if (message.kind === 'failed') failure = message.failure
      else if (message.kind === 'counted') this.#count(worker, message.counted)
      else this.#reception.hear(worker, message)
    })
    worker.once('exit', () => {
      settle(undefined)
      if (this.#crew.delete(worker)) this.#replace(worker, Date.now() - bornAt, failure)
      else if (failure) this.#say('error', failure.message)
    })
    return { worker, ready }
  }

  #count(worker: Worker, counted: Counts): void {
    for (const [name, count] of Object.entries(counted)) this.#sums[name] = (this.#sums[name] ?? 0) + count
    // A worker that is gone needs no answer.
    worker.send({ kind: 'sums', sums: this.#sums } satisfies SupervisorMessage, () => {})
  }

  #replace(worker: Worker, livedMs: number, failure: Failure | undefined): void {
    if (this.#stopping) return
    this.#quickDeaths = livedMs < quickDeathMs ? this.#quickDeaths + 1 : 0
    if (!this.#everServed) {
      if (failure) return void this.#stop('SIGTERM', failure)
      if (this.#quickDeaths > this.#plan.workers) {
        return void this.#stop('SIGTERM', {
          exitCode: exitCodes.workers,
          message: 'workers die before they serve',
        })
      }
    }
    this.#say('error', `worker ${worker.process.pid} died: ${failure?.message ?? 'starting another'}`)
    setTimeout(() => this.#completeCrew(), Math.min(this.#quickDeaths * 500, longestPauseMs))
  }

  /** Starts a new crew, waits until it serves, then lets the old one finish. */
  async #swap(): Promise<void> {
    if (this.#stopping) return
    this.#say('info', 'SIGHUP: reading the configuration again')
    try {
      const plan = await this.#settings.reload()
      const next = await this.#startNextCrew(plan)
      const old = this.#crew
      this.#crew = new Set(next)
      this.#plan = plan
      for (const worker of this.#crew) this.#reception.admit(worker)
      for (const worker of old) this.#end(worker)
      this.#everServed = true
      this.#say('info', 'the new configuration is in force')
    } catch (error) {
      const reason = error instanceof Error ? error.message : error
      this.#say('error', `serving on with the old configuration: ${reason}`)
    }
  }

  /** Settles when it serves. */
  async #startNextCrew(plan: Crew): Promise<readonly Worker[]> {
    const next = Array.from({ length: crewSize(plan) }, () => this.#fork())
    const workers = next.map(({ worker }) => worker)
    this.#nextCrew = next
    try {
      const [told, ...others] = await Promise.all(next.map(({ ready }) => ready))
      if (!told || others.includes(undefined) || workers.some(worker => worker.isDead()))
        throw new Error('new workers ended before they served')
      this.#warn(told)
      await this.#listen(plan)
    } catch (error) {
      for (const worker of workers) this.#end(worker)
      throw error
    } finally {
      this.#nextCrew = []
    }
    return workers
  }

  /** All workers read the same files: once for all of them. */
  #warn({ warnings }: Ready): void {
    for (const warning of warnings) this.#say('warn', warning)
  }

  #say(level: 'info' | 'warn' | 'error', message: string): void {
    void this.#settings.log().then(log => log[level](message))
  }

  #end(worker: Worker): void {
    this.#reception.dismiss(worker)
    worker.process.kill('SIGTERM')
    const patience = this.#patienceMs()
    if (patience !== undefined) setTimeout(() => worker.process.kill('SIGKILL'), patience).unref()
  }

  async #stop(signal: 'SIGTERM' | 'SIGINT', failure?: Failure): Promise<void> {
    if (this.#stopping && signal === 'SIGTERM') return
    this.#stopping = true
    this.#reception.close()
    if (failure) process.stderr.write(`ERROR: ${failure.message}\n`)
    const workers = Object.values(cluster.workers ?? {}).filter(worker => worker !== undefined)
    const allGone = Promise.all(workers.map(worker => new Promise(settle => worker.once('exit', settle))))
    for (const worker of workers) worker.process.kill(signal)
    const patience = signal === 'SIGINT' ? quickDeathMs : this.#patienceMs()
    await (patience === undefined ? allGone : Promise.race([allGone, sleep(patience)]))
    for (const worker of workers) worker.process.kill('SIGKILL')
    this.#done.resolve(failure?.exitCode ?? 0)
  }

  /** A worker ends its last requests itself when its grace is over; this only catches one that hangs. */
  #patienceMs(): number | undefined {
    return this.#plan.graceSeconds > 0 ? timerMs(this.#plan.graceSeconds + 5) : undefined
  }
}

/** What serves through workers cannot go on without one. */
function crewSize({ workers }: Crew): number {
  return Math.max(1, workers)
}
