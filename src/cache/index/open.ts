import { relative, resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../../config/config.ts'
import { nodesWith } from '../../db/cached-images.ts'
import type { Database } from '../../db/database.ts'
import { imageOptions } from '../../images/options.ts'
import { BadCacheSettings } from '../faults.ts'
import { type CacheFolder, places } from '../folder.ts'
import { asksForCentralIndex, cacheOptions, namelessNode } from '../options.ts'
import { databaseIndex } from './database.ts'
import type { CacheIndex } from './driver.ts'
import { migrateFromSqlite } from './migrate.ts'
import { sqliteIndex } from './sqlite.ts'
import { xattrIndex } from './xattr.ts'

export interface Opening {
  readonly config: Config
  readonly folder: CacheFolder
  /** Called where the records are in the service's database. */
  readonly database: () => Promise<Database>
  /** Told when the records were lost. */
  readonly onLoss: (reason: string) => void
  readonly log: Logger
}

export interface OpenIndex {
  readonly index: CacheIndex
  /** Absent where each node knows of its own images only. */
  readonly nodesWith?: (id: string) => Promise<readonly string[]>
}

/** The index that the configuration asks for; sqlite where that cannot be had. */
export async function openIndex(opening: Opening): Promise<OpenIndex> {
  const { config, folder, onLoss, log } = opening
  const { image_cache_driver: driver, image_cache_sqlite_db: file } = config.read(cacheOptions)
  const path = indexPath(file, folder)
  const { worker_self_reference_url: nodeUrl } = config.read(imageOptions)

  if (driver === 'centralized_db' && nodeUrl) {
    const database = await opening.database()
    const index = await databaseIndex(database, nodeUrl, folder)
    await migrateFromSqlite(path, index, { log })
    return { index, nodesWith: id => nodesWith(database, id) }
  }
  if (asksForCentralIndex(config)) log.warn(`image_cache_driver = sqlite is used: ${namelessNode}`)
  if (driver === 'xattr') {
    try {
      return { index: await xattrIndex(folder) }
    } catch (error) {
      log.warn(`image_cache_driver = sqlite is used: ${(error as Error).message}`)
    }
  }
  return { index: sqliteIndex({ path, onLoss }) }
}

/** In the cache folder, unless it is absolute. */
export function indexPath(file: string, { base, folderOf }: CacheFolder): string {
  const path = resolve(base, file)
  const isFolder = places.some(place => !relative(path, folderOf(place)).startsWith('..'))
  if (isFolder)
    throw new BadCacheSettings(
      `image_cache_sqlite_db = ${file} names a folder of the image cache, not a file`,
    )
  return path
}
