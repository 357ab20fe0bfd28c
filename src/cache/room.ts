import type { Logger } from 'pino'
import type { Pruned } from './cache.ts'
import { surplusBytes } from './fill/claim.ts'
import type { CachedFile, CacheFolder, Place } from './folder.ts'
import type { CacheIndex } from './index/driver.ts'
import type { HitCounter } from './index/hit-counter.ts'
import { listSettled } from './index/settle-times.ts'
import type { CacheMetrics } from './metrics.ts'

export interface RoomKeeper {
  /** False when there cannot be enough room. */
  makeRoom(): Promise<boolean>
  /** Goes as far as what is being filled lets it. */
  prune(): Promise<Pruned>
}

interface Bounds {
  readonly folder: CacheFolder
  readonly index: CacheIndex
  readonly maxBytes: number
  /** Told of each image that is removed. */
  readonly onRemoved: (id: string) => void
  readonly log: Logger
}

/** Makes room one time after the other: two at once would each remove enough for both. */
export function createRoomKeeper(
  bounds: Bounds,
  { hits, metrics }: { readonly hits: HitCounter; readonly metrics: CacheMetrics },
): RoomKeeper {
  let last: Promise<unknown> = Promise.resolve()

  function afterTheLast(make: (bounds: Bounds) => Promise<Room>): Promise<Room> {
    const made = last.then(() => makeAndTell(make))
    last = made.catch(() => undefined)
    return made
  }

  async function makeAndTell(make: (bounds: Bounds) => Promise<Room>): Promise<Room> {
    await hits.flush()
    const room = await make(bounds)
    if (room.files === 0) return room
    metrics.evictions += room.files
    metrics.evictedBytes += room.bytes
    bounds.log.info(`evicted ${room.files} images, ${room.bytes} bytes, from the cache`)
    return room
  }

  return {
    makeRoom: async () => (await afterTheLast(makeRoom)).isEnough,
    async prune() {
      const { files, bytes } = await afterTheLast(prune)
      return { files, bytes }
    },
  }
}

/** What was removed for it, and whether the folder is within the bound now. */
export interface Room extends Pruned {
  readonly isEnough: boolean
}

/** As `prune`, where that leads to the bound; otherwise nothing is removed. */
export async function makeRoom(bounds: Bounds): Promise<Room> {
  const contents = await look(bounds.folder)
  if (contents.reserved > bounds.maxBytes) return { files: 0, bytes: 0, isEnough: false }
  return evict(contents, bounds)
}

/** Removes broken images, and then complete ones that were not read for the longest time, until everything in the folder,
 * what is being filled included, is within the bound, or nothing else is there. */
async function prune(bounds: Bounds): Promise<Room> {
  return evict(await look(bounds.folder), bounds)
}

interface Contents {
  readonly complete: readonly CachedFile[]
  readonly invalid: readonly CachedFile[]
  /** Bytes of what is being filled. */
  readonly reserved: number
}

async function look(folder: CacheFolder): Promise<Contents> {
  // In this order: what becomes complete meanwhile is seen at least once.
  const unfinished = await folder.files('incomplete')
  const complete = await folder.files('complete')
  const invalid = await folder.files('invalid')
  const completeIds = new Set(complete.map(({ id }) => id))
  const incomplete = unfinished.filter(({ id }) => !completeIds.has(id))
  return { complete, invalid, reserved: sizeOf(incomplete) - incomplete.length * surplusBytes }
}

async function evict(
  { complete, invalid, reserved }: Contents,
  { folder, index, maxBytes, onRemoved, log }: Bounds,
): Promise<Room> {
  let excess = reserved + sizeOf(complete) + sizeOf(invalid) - maxBytes
  const evicted: CachedFile[] = []

  /** Somebody else may have been faster. What cannot be removed stays, and others go in its place. */
  async function remove(place: Place, { id, size }: CachedFile): Promise<boolean> {
    try {
      const wasThere = await folder.remove(place, id)
      excess -= size
      return wasThere
    } catch (err) {
      log.warn({ err, image: id }, `cannot remove image ${id} from the cache to make room`)
      return false
    }
  }

  for (const file of excess > 0 ? invalid : []) await remove('invalid', file)
  for (const file of excess > 0 ? await byLastAccess(complete, index) : []) {
    if (excess <= 0) break
    if (await remove('complete', file)) evicted.push(file)
    onRemoved(file.id)
  }
  // Where that fails, whoever lists the images next removes the records.
  if (evicted.length > 0) await index.remove(evicted.map(({ id }) => id)).catch(() => undefined)
  return { files: evicted.length, bytes: sizeOf(evicted), isEnough: excess <= 0 }
}

/** Files without a record count as last read when they were written. */
async function byLastAccess(files: readonly CachedFile[], index: CacheIndex): Promise<readonly CachedFile[]> {
  const records = await listSettled(index).catch(() => [])
  const accessed = new Map(records.map(record => [record.image_id, record.last_accessed]))
  const now = Date.now() / 1000
  const lastAccess = (file: CachedFile) => accessed.get(file.id) ?? Math.min(file.modified, now)
  return files.toSorted((a, b) => lastAccess(a) - lastAccess(b))
}

export function sizeOf(files: readonly CachedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}
