/** What the cache has done since it was opened. */
export interface CacheMetrics {
  /** Reads from complete images, and the bytes they asked for. */
  hits: number
  hitBytes: number
  /** Reads of images that were not there. */
  misses: number
  /** Of the misses: how many followed a fill that another reader had begun. */
  shared: number
  /** Images that came in, their bytes, and the seconds it took. */
  fills: number
  filledBytes: number
  fillSeconds: number
  /** Of the fills: how many took no longer than so many seconds. */
  readonly fillsWithin: Map<number, number>
  /** Fills that came to nothing. */
  failures: number
  evictions: number
  evictedBytes: number
}

const fillBounds: readonly number[] = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]

export function newMetrics(): CacheMetrics {
  return {
    hits: 0,
    hitBytes: 0,
    misses: 0,
    shared: 0,
    fills: 0,
    filledBytes: 0,
    fillSeconds: 0,
    fillsWithin: new Map(fillBounds.map(seconds => [seconds, 0])),
    failures: 0,
    evictions: 0,
    evictedBytes: 0,
  }
}

export function countFill(metrics: CacheMetrics, bytes: number, seconds: number): void {
  metrics.fills++
  metrics.filledBytes += bytes
  metrics.fillSeconds += seconds
  for (const [bound, count] of metrics.fillsWithin) {
    if (seconds <= bound) metrics.fillsWithin.set(bound, count + 1)
  }
}
