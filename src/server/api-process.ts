import cluster from 'node:cluster'
import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import type { Log } from '../log/log.ts'
import { once } from '../once.ts'
import type { Tally } from '../tally.ts'
import { isSamePlace } from './address.ts'
import { deploy } from './deployment.ts'
import { keepTickShape } from './keep-tick-shape.ts'
import { listen } from './listen.ts'
import { serverOptions } from './options.ts'
import { beginSuccession } from './succession.ts'

/** One process that serves the API. */
export interface ApiProcess {
  /** Absent where another process listens. */
  readonly address: string | undefined
  readonly pipeline: string
  /** What is doubtful about the paste file that is in force. */
  readonly warnings: readonly string[]
  readonly log: Log
  /** Puts another configuration in force without dropping a request. Fails, and changes nothing, when it is faulty. */
  reload(config: Config): Promise<void>
  /** Lets requests under way finish, for as long as the configuration allows, and closes everything. */
  finish(): Promise<void>
}

/** For requests that have lost their connection at the end of the grace, and now clean up behind themselves. */
const tidyingMs = 5_000

export async function startApiProcess(config: Config, startServer = listen): Promise<ApiProcess> {
  keepTickShape()
  const tally = once(joinTally)
  const succession = beginSuccession(await deploy(config, tally))
  let settings = config.read(serverOptions)
  let listener = await startServer(succession.app, settings).catch(async (error: unknown) => {
    await succession.close()
    throw error
  })
  const leaving: Promise<boolean>[] = []
  announce()
  return {
    address: listener.address,
    pipeline: succession.current.description,
    get warnings() {
      return succession.current.warnings
    },
    get log() {
      return succession.current.log
    },
    async reload(newConfig) {
      const next = await deploy(newConfig, tally)
      const wanted = newConfig.read(serverOptions)
      if (!isSamePlace(settings, wanted)) {
        const old = listener
        listener = await startServer(succession.app, wanted).catch(async (error: unknown) => {
          await next.close()
          throw error
        })
        leaving.push(old.drain())
      }
      settings = wanted
      succession.succeed(next)
      announce()
    },
    async finish() {
      const inTime = (await Promise.all([...leaving, listener.drain()])).every(Boolean)
      const { log } = succession.current
      if (inTime) log.info('finished')
      else log.warn('finished: graceful_shutdown_timeout was over, and what was left has been broken off')
      const closed = succession.close()
      // Waiting for all means for all.
      if (settings.graceful_shutdown_timeout === 0) await closed
      else await Promise.race([closed, wait(tidyingMs, undefined, { ref: false })])
    },
  }

  function announce(): void {
    const { log, description } = succession.current
    log.info(`serving ${description}${listener.address ? ` on ${listener.address}` : ''}`)
  }
}

async function joinTally(): Promise<Tally> {
  return cluster.isWorker
    ? (await import('./crew-tally.ts')).crewTally()
    : (await import('../tally.ts')).ownTally()
}
