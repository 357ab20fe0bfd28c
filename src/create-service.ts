import type { Logger } from 'pino'
import type { Config } from './config/config.ts'
import type { Database } from './db/database.ts'
import { openDatabase } from './db/open.ts'
import { openJobs } from './jobs.ts'
import { openPolicy } from './policy/open.ts'
import { openProtections } from './protections/open.ts'
import type { ImageService } from './service.ts'
import { openStores } from './stores/open-stores.ts'

interface Part {
  close(): Promise<void> | void
}

/** Opens everything that the configuration names. What is open when one part fails to open is closed again. */
export async function createImageService(config: Config, log: Logger): Promise<ImageService> {
  // The database first: its thread starts while this one is busy with the rest.
  const opening = [openDatabase(config, log), openStores(config, log), openPolicy(config, log)] as const
  try {
    const [db, stores, policy] = await Promise.all(opening)
    void askForSchema(db, log)
    const protections = await openProtections(config, policy, log)
    const jobs = openJobs(log)
    const close = () => closeAll([jobs, stores, db, policy])
    return { config, log, policy, protections, db, stores, jobs, close }
  } catch (error) {
    const opened = await Promise.allSettled<Part>(opening)
    await closeAll(opened.flatMap(part => (part.status === 'fulfilled' ? [part.value] : [])))
    throw error
  }
}

/** Says at once what every request would stumble over, and how to mend it. Nobody waits for it. */
async function askForSchema(db: Database, log: Logger): Promise<void> {
  // Where the database does not answer, the first request tells.
  const isMissing = await db.revision().then(
    revision => revision === undefined,
    () => false,
  )
  if (isMissing) log.error('the database has no schema of this release: run "glance-manage db sync"')
}

/** In this order, each of them whatever the others do. */
async function closeAll(parts: readonly Part[]): Promise<void> {
  const failures: unknown[] = []
  for (const part of parts) {
    try {
      await part.close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the image service did not close cleanly')
}
