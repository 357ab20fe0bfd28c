import { cachedImagesOf } from '../db/cached-images.ts'
import type { Database } from '../db/database.ts'
import type { CacheIndex } from './index-driver.ts'

/** Records in the database of the service, under the node's URL, so that each node sees what the others keep. */
export async function databaseIndex(database: Database, nodeUrl: string): Promise<CacheIndex> {
  const records = await cachedImagesOf(database, nodeUrl)
  return {
    list: () => records.list(),
    async add(images) {
      for (const image of images) await records.put(image, { replace: true })
    },
    async adopt(images) {
      for (const image of images) await records.put(image, { replace: false })
    },
    async countHits(hits) {
      for (const { id, count, at } of hits) await records.countHits(id, { count, at })
    },
    async remove(ids) {
      if (ids.length > 0) await records.remove(ids)
    },
    // The database is its owner's to close.
    async close() {},
  }
}
