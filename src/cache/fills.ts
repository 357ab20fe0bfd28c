import type { FileHandle } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Hashing } from '../stores/digests.ts'
import type { Bytes } from '../stores/driver.ts'
import type { CacheableImage } from './cache.ts'
import { claimFill } from './claim.ts'
import type { FromStore } from './elsewhere.ts'
import { CacheFault, CorruptImage, Fill } from './fill.ts'
import type { CacheFolder } from './folder.ts'
import type { CacheIndex } from './index-driver.ts'
import type { CacheMetrics } from './metrics.ts'
import type { MakeRoom } from './room.ts'

export type KnownImage = CacheableImage & { readonly size: number }

export interface FillSettings {
  readonly folder: CacheFolder
  readonly index: CacheIndex
  readonly hashing: Hashing
  readonly maxBytes: number
  readonly makeRoom: MakeRoom
  readonly stallSeconds: number
  readonly metrics: CacheMetrics
  readonly log: Logger
}

/** Brings images into the cache, each one once at a time. */
export interface Fills {
  /** The fill of an image that is under way, with the store's answer awaited. */
  find(id: string): Promise<Fill | undefined> | undefined
  /** Begins to fill; undefined when the cache cannot take the image now. Rejects as the store does. */
  start(image: KnownImage, fromStore: FromStore): Promise<Fill | undefined>
  /** Lets a fill go on for its readers, and keeps nothing of it. */
  discard(id: string): void
  /** Ends what is being filled. */
  close(): Promise<void>
}

export function createFills(settings: FillSettings): Fills {
  const { folder, index, hashing, metrics, log } = settings
  const running = new Map<string, Promise<Fill | undefined>>()
  const ending = new Set<Promise<void>>()
  const unwanted = new Set<string>()

  async function begin(image: KnownImage, fromStore: FromStore): Promise<Fill | undefined> {
    const handle = await reserve(image)
    if (!handle) return undefined
    const fill = new Fill(image, handle)
    try {
      keepFilling(fill, await fromStore({ start: 0 }, { signal: fill.signal }))
      return fill
    } catch (error) {
      await giveUp(image.id, handle)
      throw error
    }
  }

  /** A file with room for the image that nobody else writes to. Never fails: without one there is no fill. */
  async function reserve(image: KnownImage): Promise<FileHandle | undefined> {
    const { id, size } = image
    try {
      if (size > settings.maxBytes) return undefined
      await folder.prepare()
      const handle = await claimFill(folder, id, { size, stallSeconds: settings.stallSeconds })
      if (!handle) return undefined
      if (!(await folder.find('complete', id)) && (await settings.makeRoom())) return handle
      await giveUp(id, handle)
    } catch (err) {
      log.warn({ err, image: id }, `cannot cache image ${id}: ${(err as Error).message}`)
    }
    return undefined
  }

  function keepFilling(fill: Fill, data: Bytes): void {
    const ended = complete(fill, data).finally(() => ending.delete(ended))
    ending.add(ended)
  }

  async function complete(fill: Fill, data: Bytes): Promise<void> {
    const { id, size, checksum } = fill.image
    const begun = performance.now()
    try {
      await fill.run(data, checksum ? hashing.startDigests(['md5']) : undefined)
      if (unwanted.has(id)) throw new CacheFault('the image is not wanted any more')
      await fill.finishFile()
      await folder.move(id, 'incomplete', 'complete')
      forget(id)
      const seconds = (performance.now() - begun) / 1000
      metrics.fills++
      metrics.filledBytes += size
      metrics.fillSeconds += seconds
      log.info({ image: id }, `cached image ${id}: ${size} bytes in ${seconds.toFixed(2)} s`)
      await record(fill.image)
    } catch (error) {
      metrics.failures++
      await rollBack(id, error)
      forget(id)
    } finally {
      await fill.release()
    }
  }

  async function record({ id, size, checksum }: KnownImage): Promise<void> {
    const now = Date.now() / 1000
    try {
      await index.add([{ image_id: id, last_accessed: now, last_modified: now, size, hits: 0, checksum }])
      await folder.remove('queue', id)
    } catch (err) {
      log.warn({ err, image: id }, `cannot write down that image ${id} is cached`)
    }
  }

  async function rollBack(id: string, error: unknown): Promise<void> {
    const isCorrupt = error instanceof CorruptImage
    log[isCorrupt ? 'error' : 'warn'](
      { image: id },
      `image ${id} was not cached: ${(error as Error).message}`,
    )
    try {
      if (isCorrupt) await folder.move(id, 'incomplete', 'invalid')
      else await folder.remove('incomplete', id)
    } catch (err) {
      log.warn({ err, image: id }, `cannot remove what was cached of image ${id}`)
    }
  }

  function forget(id: string): void {
    running.delete(id)
    unwanted.delete(id)
  }

  async function giveUp(id: string, handle: FileHandle): Promise<void> {
    await folder.remove('incomplete', id).catch(() => false)
    await handle.close()
  }

  return {
    find: id => running.get(id),
    start(image, fromStore) {
      const beginning = begin(image, fromStore)
      running.set(image.id, beginning)
      beginning.then(
        fill => fill ?? forget(image.id),
        () => forget(image.id),
      )
      return beginning
    },
    discard(id) {
      if (running.has(id)) unwanted.add(id)
    },
    async close() {
      for (const beginning of running.values())
        beginning.then(
          fill => fill?.stop(),
          () => undefined,
        )
      await Promise.allSettled(running.values())
      await Promise.all(ending)
    },
  }
}
