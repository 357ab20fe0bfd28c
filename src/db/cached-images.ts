import { formatTimestamp } from './clock.ts'
import type { Database } from './database.ts'
import { type Engine, inTransaction } from './engine.ts'
import { engineOf } from './facade.ts'
import type { Timestamp } from './records.ts'

/** What one node keeps of an image in its cache. Times are epoch seconds. */
export interface CachedImageRecord {
  readonly image_id: string
  readonly last_accessed: number
  readonly last_modified: number
  readonly size: number
  readonly hits: number
  readonly checksum: string | null
}

export interface CachedImages {
  list(): Promise<readonly CachedImageRecord[]>
  /** Adds the record; one that is there already is replaced, or left as it is where `replace` is false. */
  put(image: CachedImageRecord, options: { readonly replace: boolean }): Promise<void>
  /** False when there is no record. */
  countHits(imageId: string, hits: { readonly count: number; readonly at: number }): Promise<boolean>
  remove(imageIds: readonly string[]): Promise<void>
}

const idsAtOnce = 500

/** The records of one node, which is known by its URL and noted down where it is new. */
export async function cachedImagesOf(database: Database, nodeUrl: string): Promise<CachedImages> {
  const engine = engineOf(database)
  const node = await nodeId(engine, nodeUrl)
  const ofNode = () => engine.db.selectFrom('cached_images').where('node_reference_id', '=', node)

  return {
    async list() {
      const rows = await ofNode()
        .select(['image_id', 'last_accessed', 'last_modified', 'size', 'hits', 'checksum'])
        .orderBy('image_id')
        .execute()
      return rows.map(row => ({
        ...row,
        last_accessed: toSeconds(row.last_accessed),
        last_modified: toSeconds(row.last_modified),
      }))
    },

    async put(image, { replace }) {
      const times = {
        last_accessed: toTimestamp(image.last_accessed),
        last_modified: toTimestamp(image.last_modified),
      }
      const row = { ...image, ...times, node_reference_id: node }
      await engine.db
        .insertInto('cached_images')
        .values(row)
        .onConflict(conflict => {
          const columns = conflict.columns(['image_id', 'node_reference_id'])
          return replace ? columns.doUpdateSet(row) : columns.doNothing()
        })
        .execute()
    },

    async countHits(imageId, { count, at }) {
      const accessed = toTimestamp(at)
      const { numUpdatedRows } = await engine.db
        .updateTable('cached_images')
        .set(({ eb, ref }) => ({
          hits: eb('hits', '+', count),
          last_accessed: eb
            .case()
            .when('last_accessed', '<', accessed)
            .then(accessed)
            .else(ref('last_accessed'))
            .end(),
        }))
        .where('node_reference_id', '=', node)
        .where('image_id', '=', imageId)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async remove(imageIds) {
      for (let start = 0; start < imageIds.length; start += idsAtOnce) {
        await engine.db
          .deleteFrom('cached_images')
          .where('node_reference_id', '=', node)
          .where('image_id', 'in', imageIds.slice(start, start + idsAtOnce))
          .execute()
      }
    },
  }
}

/** URLs of the nodes that keep the image. */
export async function nodesWith(database: Database, imageId: string): Promise<readonly string[]> {
  const rows = await engineOf(database)
    .db.selectFrom('cached_images')
    .innerJoin('node_reference', 'node_reference.node_reference_id', 'cached_images.node_reference_id')
    .select('node_reference_url')
    .where('image_id', '=', imageId)
    .orderBy('node_reference_url')
    .execute()
  return rows.map(row => row.node_reference_url)
}

function nodeId(engine: Engine, url: string): Promise<number> {
  return inTransaction(engine, async ({ db }) => {
    await db
      .insertInto('node_reference')
      .values({ node_reference_url: url })
      .onConflict(conflict => conflict.column('node_reference_url').doNothing())
      .execute()
    const row = await db
      .selectFrom('node_reference')
      .select('node_reference_id')
      .where('node_reference_url', '=', url)
      .executeTakeFirstOrThrow()
    return row.node_reference_id
  })
}

function toTimestamp(seconds: number): Timestamp {
  return formatTimestamp(Math.round(seconds * 1_000_000))
}

function toSeconds(timestamp: Timestamp): number {
  const [whole = '', fraction = ''] = timestamp.split('.')
  return Date.parse(`${whole.replace(' ', 'T')}Z`) / 1000 + Number(`0.${fraction || 0}`)
}
