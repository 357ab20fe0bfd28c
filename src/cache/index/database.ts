import { utimes } from 'node:fs/promises'
import { cachedImagesOf } from '../../db/cached-images.ts'
import type { Database } from '../../db/database.ts'
import type { CachedImage } from '../cache.ts'
import type { CachedFile, CacheFolder } from '../folder.ts'
import type { CacheIndex, Hits } from './driver.ts'

/** Records in the database of the service, under the node's URL, so that each node sees what the others keep. Nodes that share
 * a folder tell each other by its files what was read lately: what another node has brought in gets a record of this one when
 * it is read here, and counts as read when any node has read it. */
export async function databaseIndex(
  database: Database,
  nodeUrl: string,
  folder?: CacheFolder,
): Promise<CacheIndex> {
  const records = await cachedImagesOf(database, nodeUrl)

  async function count(hits: Hits): Promise<void> {
    const { id, at } = hits
    const isKnown = await records.countHits(id, hits)
    const stats = await folder?.find('complete', id)
    if (!stats) return
    const { size, mtimeMs, atimeMs } = stats
    if (!isKnown) {
      const file = { image_id: id, size, last_modified: mtimeMs / 1000, checksum: null }
      await records.put({ ...file, last_accessed: at, hits: hits.count }, { replace: false })
    }
    await touch(id, { accessed: Math.max(at, atimeMs / 1000), modified: mtimeMs / 1000 })
  }

  /** Where the file cannot be changed the record has to do. */
  async function touch(id: string, times: Pick<CachedFile, 'accessed' | 'modified'>): Promise<void> {
    if (folder)
      await utimes(folder.path('complete', id), times.accessed, times.modified).catch(() => undefined)
  }

  async function latest(images: readonly CachedImage[]): Promise<readonly CachedImage[]> {
    const files = (await folder?.files('complete')) ?? []
    const accessed = new Map(files.map(file => [file.id, file.accessed]))
    return images.map(image => {
      const last_accessed = Math.max(image.last_accessed, accessed.get(image.image_id) ?? 0)
      return { ...image, last_accessed }
    })
  }

  return {
    list: async () => latest(await records.list()),
    async add(images) {
      for (const image of images) {
        await records.put(image, { replace: true })
        await touch(image.image_id, { accessed: image.last_accessed, modified: image.last_modified })
      }
    },
    async adopt(images) {
      for (const image of images) await records.put(image, { replace: false })
    },
    async countHits(hits) {
      for (const each of hits) await count(each)
    },
    async remove(ids) {
      if (ids.length > 0) await records.remove(ids)
    },
    // The database is its owner's to close.
    async close() {},
  }
}
