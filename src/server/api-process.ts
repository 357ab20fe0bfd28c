import type { Config } from '../config/config.ts'
import { type Log, openLog } from '../log/log.ts'
import { logAccess } from './access-log.ts'
import { deploy } from './deployment.ts'
import { type Listener, listen } from './listen.ts'
import { serverOptions } from './options.ts'
import { beginSuccession } from './succession.ts'

/** One process that serves the API. */
export interface ApiProcess {
  readonly address: string
  readonly pipeline: string
  readonly log: Log
  /** Puts another configuration in force without dropping a request. Fails, and changes nothing, when it is faulty. */
  reload(config: Config): Promise<void>
  /** Lets requests under way finish, for as long as the configuration allows, and closes everything. */
  finish(): Promise<void>
}

export async function startApiProcess(config: Config): Promise<ApiProcess> {
  const log = await openLog(config)
  const first = await deploy(config, log)
  const succession = beginSuccession(first)
  const app = logAccess(succession.app, log)
  let settings = config.read(serverOptions)
  let listener = await listen(app, settings).catch(async (error: unknown) => {
    await succession.close()
    throw error
  })
  log.info(`serving ${first.description} on ${listener.address}`)
  return {
    address: listener.address,
    pipeline: first.description,
    log,
    async reload(newConfig) {
      log.reopen()
      const next = await deploy(newConfig, log)
      const wanted = newConfig.read(serverOptions)
      const old: Listener | undefined = sameSocket(settings, wanted) ? undefined : listener
      if (old) listener = await listen(app, wanted)
      settings = wanted
      succession.succeed(next)
      log.info(`serving ${next.description} on ${listener.address}`)
      await old?.drain()
    },
    async finish() {
      await listener.drain()
      await succession.close()
      log.info('finished')
      log.close()
    },
  }
}

const socketOptions = ['bind_host', 'bind_port', 'backlog', 'tcp_keepidle'] as const

function sameSocket<S extends Record<(typeof socketOptions)[number], unknown>>(a: S, b: S): boolean {
  return socketOptions.every(name => a[name] === b[name])
}
