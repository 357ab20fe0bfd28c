import type { Logger } from 'pino'
import { exists } from '../../exists.ts'
import type { CacheIndex } from './driver.ts'
import { sqliteIndex } from './sqlite.ts'
import type { Patience } from './sqlite-file.ts'

/** Takes the records of the sqlite driver over, once: what has arrived is removed there. The file stays, and nothing ever
 * goes back. Where that fails, under a lock or on a read-only disk, the next start tries again. */
export async function migrateFromSqlite(
  path: string,
  target: CacheIndex,
  { log, patience }: { readonly log: Logger; readonly patience?: Patience },
): Promise<void> {
  if (!(await exists(path))) return
  const onLoss = (reason: string) => log.warn(`${path} is damaged, its records are lost: ${reason}`)
  const source = sqliteIndex({ path, onLoss, patience })
  try {
    const records = await source.list()
    if (records.length === 0) return
    log.info(`moving ${records.length} records of the image cache from ${path} into the database`)
    await target.adopt(records)
    const arrived = new Set((await target.list()).map(({ image_id }) => image_id))
    await source.remove(records.map(({ image_id }) => image_id).filter(id => arrived.has(id)))
  } catch (err) {
    log.warn({ err }, `cannot move the records of the image cache from ${path} into the database`)
  } finally {
    await source.close()
  }
}
