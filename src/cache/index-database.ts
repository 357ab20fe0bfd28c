import { cachedImagesOf } from '../db/cached-images.ts'
import type { Database } from '../db/database.ts'
import type { CacheFolder } from './folder.ts'
import type { CacheIndex, Hits } from './index-driver.ts'

/** Records in the database of the service, under the node's URL, so that each node sees what the others keep. What another
 * node has brought into a folder that both share gets a record of this one when it is read here. */
export async function databaseIndex(
  database: Database,
  nodeUrl: string,
  folder?: CacheFolder,
): Promise<CacheIndex> {
  const records = await cachedImagesOf(database, nodeUrl)

  async function adoptRead({ id, count, at }: Hits): Promise<void> {
    const stats = await folder?.find('complete', id)
    if (!stats) return
    const file = { image_id: id, size: stats.size, last_modified: stats.mtimeMs / 1000, checksum: null }
    await records.put({ ...file, last_accessed: at, hits: count }, { replace: false })
  }

  return {
    list: () => records.list(),
    async add(images) {
      for (const image of images) await records.put(image, { replace: true })
    },
    async adopt(images) {
      for (const image of images) await records.put(image, { replace: false })
    },
    async countHits(hits) {
      for (const hit of hits) if (!(await records.countHits(hit.id, hit))) await adoptRead(hit)
    },
    async remove(ids) {
      if (ids.length > 0) await records.remove(ids)
    },
    // The database is its owner's to close.
    async close() {},
  }
}
