import type { Logger } from 'pino'
import type { Pruned } from './cache.ts'
import { surplusBytes } from './claim.ts'
import type { CachedFile, CacheFolder } from './folder.ts'
import type { HitCounter } from './hits.ts'
import type { CacheIndex } from './index-driver.ts'
import type { CacheMetrics } from './metrics.ts'
import { listSettled } from './settle-times.ts'

/** Undefined when there cannot be enough room; then nothing is removed. */
export type MakeRoom = () => Promise<Pruned | undefined>

export interface RoomKeeper {
  readonly makeRoom: MakeRoom
  /** Goes as far as what is being filled lets it. */
  prune(): Promise<Pruned>
}

interface Bounds {
  readonly folder: CacheFolder
  readonly index: CacheIndex
  readonly maxBytes: number
  /** Told of each image that is removed. */
  readonly onRemoved: (id: string) => void
}

/** Makes room one time after the other: two at once would each remove enough for both. */
export function roomKeeper(
  bounds: Bounds,
  { hits, metrics, log }: { readonly hits: HitCounter; readonly metrics: CacheMetrics; readonly log: Logger },
): RoomKeeper {
  let last: Promise<unknown> = Promise.resolve()

  function afterTheLast<T extends Pruned | undefined>(make: (bounds: Bounds) => Promise<T>): Promise<T> {
    const made = last.then(() => makeAndTell(make))
    last = made.catch(() => undefined)
    return made
  }

  async function makeAndTell<T extends Pruned | undefined>(make: (bounds: Bounds) => Promise<T>): Promise<T> {
    await hits.flush()
    const evicted = await make(bounds)
    if (!evicted?.files) return evicted
    metrics.evictions += evicted.files
    metrics.evictedBytes += evicted.bytes
    log.info(`evicted ${evicted.files} images, ${evicted.bytes} bytes, from the cache`)
    return evicted
  }

  return { makeRoom: () => afterTheLast(makeRoom), prune: () => afterTheLast(prune) }
}

/** As `prune`, where that leads to the bound. */
export async function makeRoom(bounds: Bounds): Promise<Pruned | undefined> {
  const contents = await look(bounds.folder)
  return contents.reserved > bounds.maxBytes ? undefined : evict(contents, bounds)
}

/** Removes broken images, and then complete ones that were not read for the longest time, until everything in the folder,
 * what is being filled included, is within the bound, or nothing else is there. */
async function prune(bounds: Bounds): Promise<Pruned> {
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
  { folder, index, maxBytes, onRemoved }: Bounds,
): Promise<Pruned> {
  let excess = reserved + sizeOf(complete) + sizeOf(invalid) - maxBytes
  const evicted: CachedFile[] = []
  for (const file of excess > 0 ? invalid : []) {
    if (await folder.remove('invalid', file.id)) excess -= file.size
  }
  for (const file of excess > 0 ? await byLastAccess(complete, index) : []) {
    if (excess <= 0) break
    if (await folder.remove('complete', file.id)) evicted.push(file)
    onRemoved(file.id)
    excess -= file.size
  }
  // Where that fails, whoever lists the images next removes the records.
  if (evicted.length > 0) await index.remove(evicted.map(({ id }) => id)).catch(() => undefined)
  return { files: evicted.length, bytes: sizeOf(evicted) }
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
