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
  /** Fills that came to nothing. */
  failures: number
  evictions: number
  evictedBytes: number
}

export function newMetrics(): CacheMetrics {
  return {
    hits: 0,
    hitBytes: 0,
    misses: 0,
    shared: 0,
    fills: 0,
    filledBytes: 0,
    fillSeconds: 0,
    failures: 0,
    evictions: 0,
    evictedBytes: 0,
  }
}
