import type { Config } from '../config/config.ts'
import { openLog } from '../log/log.ts'
import { logAccess } from './access-log.ts'
import { deploy } from './deployment.ts'
import { listen } from './listen.ts'
import { serverOptions } from './options.ts'

/** One process that serves the API. */
export interface ApiProcess {
  readonly address: string
  readonly pipeline: string
  /** Lets requests under way finish, for as long as the configuration allows, and closes everything. */
  finish(): Promise<void>
}

export async function startApiProcess(config: Config): Promise<ApiProcess> {
  const settings = config.read(serverOptions)
  const log = await openLog(config)
  const deployment = await deploy(config, log)
  const listener = await listen(logAccess(deployment.app, log), settings).catch(async (error: unknown) => {
    await deployment.close()
    throw error
  })
  log.info(`serving ${deployment.description} on ${listener.address}`)
  return {
    address: listener.address,
    pipeline: deployment.description,
    async finish() {
      await listener.drain()
      await deployment.close()
      log.info('finished')
      log.flush()
    },
  }
}
