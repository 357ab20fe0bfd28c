import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CachedImage } from './cache.ts'
import type { CachedFile, CacheFolder } from './folder.ts'
import type { CacheIndex, Hits } from './index-driver.ts'

/** Glance's name. */
const hitsAttribute = 'user.hits'

/** Records in the files themselves: hits in an extended attribute, the times and the size as the file has them. Two processes
 * that count hits of one image at the same moment may lose some, as Glance does. Throws where the file system keeps no
 * extended attributes. */
export async function xattrIndex(folder: CacheFolder): Promise<CacheIndex> {
  const attributes = await loadLibrary()
  await probe(folder)

  async function probe({ base }: CacheFolder): Promise<void> {
    const path = join(base, `.checkme-${process.pid}`)
    await writeFile(path, '')
    try {
      await attributes.setAttribute(path, hitsAttribute, '1')
    } catch (cause) {
      throw new Error(
        `the file system of ${base} keeps no extended attributes: mount it with user_xattr, or set image_cache_driver = sqlite`,
        { cause },
      )
    } finally {
      await rm(path, { force: true })
    }
  }

  async function hitsOf(id: string): Promise<number | undefined> {
    const value = await unlessGone(attributes.getAttribute(folder.path('complete', id), hitsAttribute))
    return value && (Number.parseInt(value.toString(), 10) || 0)
  }

  async function describe({ id, size, accessed, modified }: CachedFile): Promise<CachedImage> {
    const hits = (await hitsOf(id)) ?? 0
    return { image_id: id, last_accessed: accessed, last_modified: modified, size, hits, checksum: null }
  }

  async function write({ image_id: id, hits, last_accessed, last_modified }: CachedImage): Promise<void> {
    const path = folder.path('complete', id)
    await unlessGone(attributes.setAttribute(path, hitsAttribute, String(hits)))
    await unlessGone(utimes(path, last_accessed, last_modified))
  }

  async function count({ id, count, at }: Hits): Promise<void> {
    const stats = await folder.find('complete', id)
    if (!stats) return
    const hits = ((await hitsOf(id)) ?? 0) + count
    const last_accessed = Math.max(at, stats.atimeMs / 1000)
    const last_modified = stats.mtimeMs / 1000
    await write({ image_id: id, hits, last_accessed, last_modified, size: stats.size, checksum: null })
  }

  return {
    async list() {
      const files = await folder.files('complete')
      return Promise.all(files.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(describe))
    },
    async add(images) {
      for (const image of images) await write(image)
    },
    async adopt(images) {
      for (const image of images) if ((await hitsOf(image.image_id)) === undefined) await write(image)
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

async function loadLibrary() {
  try {
    return await import('fs-xattr')
  } catch (cause) {
    throw new Error('image_cache_driver = xattr takes the library fs-xattr: npm install fs-xattr', { cause })
  }
}

/** The file, or its attribute. */
async function unlessGone<T>(done: Promise<T>): Promise<T | undefined> {
  try {
    return await done
  } catch (error) {
    if (['ENOENT', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
