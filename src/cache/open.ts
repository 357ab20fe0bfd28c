import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { openHashing } from '../stores/digests.ts'
import type { ImageCache } from './cache.ts'
import { createFills } from './fills.ts'
import { type CacheFolder, cacheFolder } from './folder.ts'
import { countHits } from './hits.ts'
import type { CacheIndex } from './index-driver.ts'
import { sqliteIndex } from './index-sqlite.ts'
import { newMetrics } from './metrics.ts'
import { cacheOptions } from './options.ts'
import { queuedImages, queueImage, unqueueAll } from './queue.ts'
import { readThrough } from './read-image.ts'
import { reconcile } from './reconcile.ts'
import { roomKeeper } from './room.ts'

/** Opens the cache in its folder, which is made where it is missing. What the last run left is put in order meanwhile. */
export async function openCache(config: Config, log: Logger): Promise<ImageCache> {
  const options = config.read(cacheOptions)
  const stallSeconds = options.image_cache_stall_time
  const folder = cacheFolder(options.image_cache_dir)
  await prepare(folder)

  const putInOrder = () => {
    ordering = ordering
      .then(() => reconcile(folder, index, stallSeconds))
      .catch(err => {
        log.warn({ err }, 'cannot put the image cache in order')
      })
  }
  const index: CacheIndex = sqliteIndex({
    path: join(folder.base, options.image_cache_sqlite_db),
    onLoss(reason) {
      log.warn(`the index of the image cache is lost, and made anew from the files: ${reason}`)
      putInOrder()
    },
  })
  let ordering = Promise.resolve()
  putInOrder()

  const hashing = openHashing()
  const metrics = newMetrics()
  const hits = countHits(index, log)
  const maxBytes = options.image_cache_max_size
  const makeRoom = roomKeeper({ folder, index, maxBytes }, { hits, metrics, log })
  const fills = createFills({ folder, index, hashing, maxBytes, makeRoom, stallSeconds, metrics, log })

  async function forget(id: string): Promise<boolean> {
    fills.discard(id)
    const removed = await folder.remove('complete', id)
    await index.remove([id])
    return removed
  }

  return {
    read: readThrough({ folder, fills, hits, metrics, log }),
    has: async id => (await folder.find('complete', id)) !== undefined,
    async list() {
      await hits.flush()
      return index.list()
    },
    forget,
    async forgetAll() {
      const files = await folder.files('complete')
      const removed = await Promise.all(files.map(({ id }) => folder.remove('complete', id)))
      await index.remove(files.map(({ id }) => id))
      return removed.filter(Boolean).length
    },
    queued: () => queuedImages(folder),
    queue: id => queueImage(folder, id),
    unqueue: id => folder.remove('queue', id),
    unqueueAll: () => unqueueAll(folder),
    async close() {
      await fills.close()
      await ordering
      await hits.flush()
      await index.close()
      await hashing.close()
    },
  }
}

async function prepare(folder: CacheFolder): Promise<void> {
  try {
    await folder.prepare()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw new Error(`image_cache_dir = ${folder.base} cannot be used: ${reason}`, { cause })
  }
}
