import type { CachedImage } from '../cache.ts'
import type { CacheIndex } from './driver.ts'

/** Clocks of several machines differ by less. */
const toleranceSeconds = 60

/** All records. Images that were read while the clock was ahead, and has been put back, count as read just before `now`, in
 * the order in which they were: otherwise they would outlast all that are read from now on. Epoch seconds. */
export async function listSettled(
  index: CacheIndex,
  now = Date.now() / 1000,
): Promise<readonly CachedImage[]> {
  const records = await index.list()
  const ahead = records.filter(({ last_accessed }) => last_accessed > now + toleranceSeconds)
  if (ahead.length === 0) return records

  const inOrder = ahead.toSorted((a, b) => a.last_accessed - b.last_accessed)
  const begin = now - inOrder.length / 1000
  const settled = inOrder.map((record, place) => ({ ...record, last_accessed: begin + place / 1000 }))
  await index.add(settled)
  return [...records.filter(record => !ahead.includes(record)), ...settled]
}
