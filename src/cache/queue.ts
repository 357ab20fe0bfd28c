import { open } from 'node:fs/promises'
import type { ImageCache } from './cache.ts'
import type { CacheFolder } from './folder.ts'

/** Images that are to be brought in: an empty file each. */
export type Queue = Pick<ImageCache, 'queued' | 'isQueued' | 'queue' | 'unqueue' | 'unqueueAll'>

export function createQueue(folder: CacheFolder): Queue {
  return {
    async queued() {
      const files = await folder.files('queue')
      return files.toSorted((a, b) => a.modified - b.modified).map(({ id }) => id)
    },
    isQueued: async id => (await folder.find('queue', id)) !== undefined,
    async queue(id) {
      // What is being cached may come to nothing.
      if (await folder.find('complete', id)) return false
      await folder.prepare()
      try {
        await using _ = await open(folder.path('queue', id), 'wx')
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw error
      }
    },
    unqueue: id => folder.remove('queue', id),
    async unqueueAll() {
      const files = await folder.files('queue')
      const removed = await Promise.all(files.map(({ id }) => folder.remove('queue', id)))
      return removed.filter(Boolean).length
    },
  }
}
