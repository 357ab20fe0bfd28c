import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import { openDatabase } from './db/open.ts'
import { openJobs } from './jobs.ts'
import { openPolicy } from './policy/open.ts'
import { openProtections } from './protections/open.ts'
import type { ImageService } from './service.ts'
import { openStores } from './stores/open-stores.ts'

type Close = () => Promise<void> | void

/** Opens everything that the configuration names. What is open when one part fails to open is closed again. */
export async function createImageService(config: Config, log: Logger): Promise<ImageService> {
  const open: Close[] = []
  const opened = <T extends { close: Close }>(part: T): T => {
    open.unshift(() => part.close())
    return part
  }
  try {
    const policy = opened(await openPolicy(config, log))
    const protections = await openProtections(config, policy, log)
    const db = opened(await openDatabase(config, log))
    const stores = opened(await openStores(config, log))
    const jobs = opened(openJobs(log))
    return { config, log, policy, protections, db, stores, jobs, close: () => closeAll(open) }
  } catch (error) {
    await closeAll(open)
    throw error
  }
}

/** In reverse order of opening, each of them whatever the others do. */
async function closeAll(open: readonly Close[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of open) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the image service did not close cleanly')
}
