import type { Logger } from 'pino'
import type { Pruned } from './cache.ts'
import { surplusBytes } from './claim.ts'
import type { CachedFile, CacheFolder } from './folder.ts'
import type { HitCounter } from './hits.ts'
import type { CacheIndex } from './index-driver.ts'
import type { CacheMetrics } from './metrics.ts'
import { listSettled } from './settle-times.ts'

/** Undefined when there cannot be enough room. */
export type MakeRoom = () => Promise<Pruned | undefined>

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
): MakeRoom {
  let last: Promise<unknown> = Promise.resolve()

  async function makeAndTell(): Promise<Pruned | undefined> {
    await hits.flush()
    const evicted = await makeRoom(bounds)
    if (!evicted?.files) return evicted
    metrics.evictions += evicted.files
    metrics.evictedBytes += evicted.bytes
    log.info(`evicted ${evicted.files} images, ${evicted.bytes} bytes, from the cache`)
    return evicted
  }

  return () => {
    const made = last.then(makeAndTell)
    last = made.catch(() => undefined)
    return made
  }
}

/** Removes broken images, and then complete ones that were not read for the longest time, until everything in the folder,
 * what is being filled included, is within the bound. Undefined when that cannot be reached; then nothing is removed. */
export async function makeRoom({ folder, index, maxBytes, onRemoved }: Bounds): Promise<Pruned | undefined> {
  // In this order: what becomes complete meanwhile is seen at least once.
  const unfinished = await folder.files('incomplete')
  const complete = await folder.files('complete')
  const invalid = await folder.files('invalid')
  const completeIds = new Set(complete.map(({ id }) => id))
  const incomplete = unfinished.filter(({ id }) => !completeIds.has(id))
  const reserved = sizeOf(incomplete) - incomplete.length * surplusBytes
  if (reserved > maxBytes) return undefined
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
  if (evicted.length > 0) await index.remove(evicted.map(({ id }) => id))
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
