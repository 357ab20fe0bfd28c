import type { CachedImage } from '../cache.ts'
import type { CacheIndex } from './driver.ts'
import { cachedImagesFile, type Patience } from './sqlite-file.ts'

export interface SqliteIndexSettings {
  /** In the cache folder. */
  readonly path: string
  /** Told when the records were lost: the file was no database any more, or was taken away. */
  readonly onLoss: (reason: string) => void
  readonly patience?: Patience
}

/** Records in a SQLite file, in the table that Glance's driver of that name makes. */
export function sqliteIndex({ path, onLoss, patience }: SqliteIndexSettings): CacheIndex {
  const file = cachedImagesFile(path, onLoss, patience)
  const run = (sql: string, items: readonly unknown[]) =>
    file.run({ sql, parameters: [JSON.stringify(items)] })
  return {
    async list() {
      const { rows } = await file.run({ sql: listImages, parameters: [] })
      return rows as unknown as CachedImage[]
    },
    async add(images) {
      await run(`${insertImages} do update set ${replaceAll}`, images)
    },
    async adopt(images) {
      await run(`${insertImages} do nothing`, images)
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

const columns = ['image_id', 'last_accessed', 'last_modified', 'size', 'hits', 'checksum']

/** Rows of images, as numbers that every database takes, whatever somebody has written there. The greatest time is the end of
 * the year 9999. */
const listImages = `select image_id, iif(typeof(checksum) = 'text' and length(checksum) = 32, checksum, null) as checksum,
    ${['last_accessed', 'last_modified'].map(time => numberIn(time, { type: 'real', most: '253402300799.0' }))},
    ${numberIn('size', { type: 'integer', most: '9007199254740991' })},
    ${numberIn('hits', { type: 'integer', most: '2147483647' })}
  from cached_images where typeof(image_id) = 'text' and length(image_id) = 36 order by image_id`

function numberIn(column: string, { type, most }: { readonly type: string; readonly most: string }): string {
  return `min(${most}, max(0, coalesce(cast(${column} as ${type}), 0))) as ${column}`
}

/** The condition is there for the parser: without one it takes `on conflict` for that of a join. */
const insertImages = `insert into cached_images (${columns})
  select ${columns.map(name => `value ->> '${name}'`)} from json_each(?) where true
  on conflict (image_id)`

const replaceAll = columns.map(name => `${name} = excluded.${name}`)

const addHits = `update cached_images
  set hits = hits + (hit.value ->> 'count'), last_accessed = max(last_accessed, hit.value ->> 'at')
  from json_each(?) as hit where image_id = hit.value ->> 'id'`

const removeImages = 'delete from cached_images where image_id in (select value from json_each(?))'
