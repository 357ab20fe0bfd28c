import type { CachedImage } from './cache.ts'
import type { CacheIndex } from './index-driver.ts'
import { cachedImagesFile } from './sqlite-file.ts'

export interface SqliteIndexSettings {
  /** In the cache folder. */
  readonly path: string
  /** Told when the records were lost: the file was no database any more, or was taken away. */
  readonly onLoss: (reason: string) => void
}

/** Records in a SQLite file, in the table that Glance's driver of that name makes. */
export function sqliteIndex({ path, onLoss }: SqliteIndexSettings): CacheIndex {
  const file = cachedImagesFile(path, onLoss)
  const run = (sql: string, items: readonly unknown[]) =>
    file.run({ sql, parameters: [JSON.stringify(items)] })
  return {
    async list() {
      const sql = `select ${columns} from cached_images order by image_id`
      const { rows } = await file.run({ sql, parameters: [] })
      return rows as unknown as CachedImage[]
    },
    async add(images) {
      await run(`insert or replace ${intoTable}`, images)
    },
    async adopt(images) {
      await run(`insert or ignore ${intoTable}`, images)
    },
    async countHits(hits) {
      await run(addHits, hits)
    },
    async remove(ids) {
      await run(removeImages, ids)
    },
    close: () => file.close(),
  }
}

const columns = 'image_id, last_accessed, last_modified, size, hits, checksum'

const intoTable = `into cached_images (${columns})
  select value ->> 'image_id', value ->> 'last_accessed', value ->> 'last_modified',
    value ->> 'size', value ->> 'hits', value ->> 'checksum'
  from json_each(?)`

const addHits = `update cached_images
  set hits = hits + (hit.value ->> 'count'), last_accessed = max(last_accessed, hit.value ->> 'at')
  from json_each(?) as hit where image_id = hit.value ->> 'id'`

const removeImages = 'delete from cached_images where image_id in (select value from json_each(?))'
