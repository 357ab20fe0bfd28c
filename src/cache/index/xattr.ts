import { utimes } from 'node:fs/promises'
import { unlessMissing } from '../../unless-missing.ts'
import type { CachedImage } from '../cache.ts'
import type { CachedFile, CacheFolder } from '../folder.ts'
import type { CacheIndex, Hits } from './driver.ts'
import { openHitsAttribute } from './hits-attribute.ts'

/** Records in the files themselves: hits in an extended attribute, the times and the size as the file has them. Throws where the
 * file system keeps no extended attributes. */
export async function xattrIndex(folder: CacheFolder): Promise<CacheIndex> {
  const attribute = await openHitsAttribute(folder)
  const pathOf = (id: string) => folder.path('complete', id)

  async function describe({ id, size, accessed, modified }: CachedFile): Promise<CachedImage> {
    const hits = (await attribute.read(pathOf(id))) ?? 0
    return { image_id: id, last_accessed: accessed, last_modified: modified, size, hits, checksum: null }
  }

  async function write({ image_id: id, hits, last_accessed, last_modified }: CachedImage): Promise<void> {
    await attribute.write(pathOf(id), hits)
    await unlessMissing(utimes(pathOf(id), last_accessed, last_modified))
  }

  async function adopt(image: CachedImage): Promise<void> {
    if ((await attribute.read(pathOf(image.image_id))) === undefined) await write(image)
  }

  async function count({ id, count, at }: Hits): Promise<void> {
    const stats = await folder.find('complete', id)
    if (!stats) return
    await attribute.add(pathOf(id), count)
    await unlessMissing(utimes(pathOf(id), Math.max(at, stats.atimeMs / 1000), stats.mtimeMs / 1000))
  }

  return {
    async list() {
      const files = await folder.files('complete')
      return Promise.all(files.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(describe))
    },
    async add(images) {
      await Promise.all(images.map(write))
    },
    async adopt(images) {
      await Promise.all(images.map(adopt))
    },
    async countHits(hits) {
      for (const each of hits) await count(each)
    },
    async remove() {
      // The record went with the file.
    },
    async close() {},
  }
}
