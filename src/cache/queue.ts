import { open } from 'node:fs/promises'
import type { CacheFolder } from './folder.ts'

/** False when the image is cached, or queued already. What is being cached may come to nothing. */
export async function queueImage(folder: CacheFolder, id: string): Promise<boolean> {
  if (await folder.find('complete', id)) return false
  await folder.prepare()
  try {
    await using _ = await open(folder.path('queue', id), 'wx')
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** The oldest first. */
export async function queuedImages(folder: CacheFolder): Promise<readonly string[]> {
  const files = await folder.files('queue')
  return files.toSorted((a, b) => a.modified - b.modified).map(({ id }) => id)
}

export async function unqueueAll(folder: CacheFolder): Promise<number> {
  const files = await folder.files('queue')
  const removed = await Promise.all(files.map(({ id }) => folder.remove('queue', id)))
  return removed.filter(Boolean).length
}
