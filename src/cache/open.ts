import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Database } from '../db/database.ts'
import { type Hashing, openHashing } from '../stores/digests.ts'
import type { ImageCache } from './cache.ts'
import { cleanFolder } from './clean.ts'
import { BadCacheSettings } from './faults.ts'
import { bringInBy } from './fill/bring-in.ts'
import { createFills } from './fill/fills.ts'
import { type CacheFolder, cacheFolder } from './folder.ts'
import { createForgetting } from './forget.ts'
import type { CacheIndex } from './index/driver.ts'
import { createHitCounter } from './index/hit-counter.ts'
import { openIndex } from './index/open.ts'
import { newMetrics } from './metrics.ts'
import { cacheOptions } from './options.ts'
import { otherUseOf } from './other-use.ts'
import { createQueue } from './queue.ts'
import { createNeighbourFills } from './read/neighbour-fills.ts'
import { keepFilesOpen } from './read/open-files.ts'
import { readThrough } from './read/read-image.ts'
import { reconcile } from './reconcile.ts'
import { createRoomKeeper, sizeOf } from './room.ts'

/** Opens the cache in its folder, which is made where it is missing. What the last run left is put in order meanwhile.
 * `database` is asked for where the records are to be in it, and `shared` for what computes digests; both stay open. */
export async function openCache(
  config: Config,
  log: Logger,
  database: () => Promise<Database>,
  shared?: () => Promise<Hashing>,
): Promise<ImageCache> {
  const {
    image_cache_dir: base,
    image_cache_max_size: maxBytes,
    image_cache_stall_time: stallSeconds,
  } = config.read(cacheOptions)
  const folder = cacheFolder(base)
  await prepare(folder, config)

  let ordering = Promise.resolve()
  function putInOrder(): void {
    ordering = ordering
      .then(() => reconcile(folder, index, { stallSeconds, log }))
      .catch(err => log.warn({ err }, 'cannot put the image cache in order'))
  }
  function onLoss(reason: string): void {
    log.warn(`the index of the image cache was lost, and is made anew from the files: ${reason}`)
    putInOrder()
  }
  const { index, nodesWith } = await openIndex({ config, folder, database, onLoss, log })
  putInOrder()

  const own = openHashing()
  const hashing = shared ?? (async () => own)
  const metrics = newMetrics()
  const hits = createHitCounter(index, log)
  const files = keepFilesOpen(folder)
  const bounds = { folder, index, maxBytes, onRemoved: files.drop, log }
  const { makeRoom, prune } = createRoomKeeper(bounds, { hits, metrics })
  const neighbours = createNeighbourFills(folder)
  const fills = createFills({ folder, index, hashing, maxBytes, makeRoom, stallSeconds, metrics, log })
  const { drop, forget, forgetAll, settled } = createForgetting({ folder, index, files, fills, log })

  return {
    metrics,
    read: readThrough({ files, drop, fills, neighbours, hits, metrics, log }),
    bringIn: bringInBy(fills, folder),
    has: async id => (await folder.find('complete', id)) !== undefined,
    isComing: async id => (await folder.find('incomplete', id)) !== undefined,
    async list() {
      await hits.flush()
      await settled()
      const first = await compare(index, folder)
      if (first.agree) return first.there
      putInOrder()
      await ordering
      return (await compare(index, folder)).there
    },
    async usage() {
      const complete = await folder.files('complete')
      return { images: complete.length, bytes: sizeOf(complete), maxBytes }
    },
    forget,
    forgetAll,
    ...createQueue(folder),
    async prune() {
      const pruning = prune()
      ordering = Promise.allSettled([ordering, pruning]).then(() => undefined)
      return pruning
    },
    clean: () => cleanFolder(folder, { stallSeconds, log }),
    ...(nodesWith ? { nodesWith: id => settled().then(() => nodesWith(id)) } : {}),
    async close() {
      await fills.close()
      files.close()
      await ordering
      await hits.flush()
      await settled()
      await index.close()
      await own.close()
    },
  }
}

async function prepare(folder: CacheFolder, config: Config): Promise<void> {
  if (folder.base === '') throw new BadCacheSettings('image_cache_dir is empty: name a folder for the cache')
  const otherUse = await otherUseOf(folder.base, config)
  if (otherUse) throw new BadCacheSettings(`image_cache_dir = ${folder.base} cannot be used: ${otherUse}`)
  try {
    await folder.prepare()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause
    throw new BadCacheSettings(`image_cache_dir = ${folder.base} cannot be used: ${reason}`, { cause })
  }
}

/** The records of what stands in the folder, and whether they are all, of all that stands there. Other processes and other nodes
 * put files there, and take them away. */
async function compare(index: CacheIndex, folder: CacheFolder) {
  const records = await index.list()
  const files = new Set((await folder.files('complete')).map(({ id }) => id))
  const there = records.filter(({ image_id }) => files.has(image_id))
  return { there, agree: there.length === records.length && there.length === files.size }
}
