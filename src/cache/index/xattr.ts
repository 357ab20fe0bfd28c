import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CachedImage } from '../cache.ts'
import type { CachedFile, CacheFolder } from '../folder.ts'
import type { CacheIndex, Hits } from './driver.ts'

/** Glance's name. */
const hitsAttribute = 'user.hits'

/** Records in the files themselves: hits in an extended attribute, the times and the size as the file has them. Throws where the
 * file system keeps no extended attributes. */
export async function xattrIndex(folder: CacheFolder): Promise<CacheIndex> {
  const attributes = await loadLibrary()
  await probe(folder)

  async function probe({ base, folderOf }: CacheFolder): Promise<void> {
    // Where the cleaner looks, should this process end before the next lines.
    const path = join(folderOf('invalid'), `.checkme-${process.pid}`)
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
    return value && readHits(value)
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

  async function adopt(image: CachedImage): Promise<void> {
    if ((await hitsOf(image.image_id)) === undefined) await write(image)
  }

  async function count({ id, count, at }: Hits): Promise<void> {
    const stats = await folder.find('complete', id)
    if (!stats) return
    const path = folder.path('complete', id)
    await unlessGone(addHits(path, count))
    await unlessGone(utimes(path, Math.max(at, stats.atimeMs / 1000), stats.mtimeMs / 1000))
  }

  /** Nothing can be added atomically. Without a pause between, another process hardly ever counts in the same moment. */
  async function addHits(path: string, count: number): Promise<void> {
    attributes.setAttributeSync(path, hitsAttribute, String(hitsNow(path) + count))
  }

  function hitsNow(path: string): number {
    try {
      return readHits(attributes.getAttributeSync(path, hitsAttribute))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENODATA') return 0
      throw error
    }
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

/** 0 where somebody wrote what is no number. */
function readHits(value: Buffer): number {
  const text = value.toString().trim()
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
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
