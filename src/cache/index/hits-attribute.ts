import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CacheFolder } from '../folder.ts'

/** How often a copy was read, in an extended attribute of its file. Nothing is kept of a file that is gone. */
export interface HitsAttribute {
  /** Undefined where the file, or the attribute, is not there. */
  read(path: string): Promise<number | undefined>
  write(path: string, hits: number): Promise<void>
  add(path: string, count: number): Promise<void>
}

/** Glance's name. */
const name = 'user.hits'

/** Throws where the file system keeps no extended attributes. */
export async function openHitsAttribute(folder: CacheFolder): Promise<HitsAttribute> {
  const attributes = await loadLibrary()
  await probe(folder, attributes)

  function hitsNow(path: string): number {
    try {
      return readHits(attributes.getAttributeSync(path, name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENODATA') return 0
      throw error
    }
  }

  /** Nothing can be added atomically. Without a pause between, another process hardly ever counts in the same moment. */
  async function addNow(path: string, count: number): Promise<void> {
    attributes.setAttributeSync(path, name, String(hitsNow(path) + count))
  }

  return {
    async read(path) {
      const value = await unlessGone(attributes.getAttribute(path, name))
      return value && readHits(value)
    },
    write: (path, hits) => unlessGone(attributes.setAttribute(path, name, String(hits))),
    add: (path, count) => unlessGone(addNow(path, count)),
  }
}

type Library = Awaited<ReturnType<typeof loadLibrary>>

async function loadLibrary() {
  try {
    return await import('fs-xattr')
  } catch (cause) {
    throw new Error('image_cache_driver = xattr takes the library fs-xattr: npm install fs-xattr', { cause })
  }
}

async function probe({ base, folderOf }: CacheFolder, attributes: Library): Promise<void> {
  // Where the cleaner looks, should this process end before the next lines.
  const path = join(folderOf('invalid'), `.checkme-${process.pid}`)
  await writeFile(path, '')
  try {
    await attributes.setAttribute(path, name, '1')
  } catch (cause) {
    throw new Error(
      `the file system of ${base} keeps no extended attributes: mount it with user_xattr, or set image_cache_driver = sqlite`,
      { cause },
    )
  } finally {
    await rm(path, { force: true })
  }
}

/** 0 where somebody wrote what is no number. */
function readHits(value: Buffer): number {
  const text = value.toString().trim()
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
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
