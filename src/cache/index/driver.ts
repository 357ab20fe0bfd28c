import type { CachedImage } from '../cache.ts'

export interface Hits {
  readonly id: string
  readonly count: number
  /** Epoch seconds of the last one. */
  readonly at: number
}

/** Keeps a record of each image in the cache folder. The files decide what is cached; an index that is behind is brought
 * up to date, and one that fails never keeps an image from its reader. */
export interface CacheIndex {
  /** All images, by id. */
  list(): Promise<readonly CachedImage[]>
  /** Adds the records of images whose files stand in the folder, replacing older ones. */
  add(images: readonly CachedImage[]): Promise<void>
  /** The same for images that were found without a record; one that has got a record meanwhile keeps it. */
  adopt(images: readonly CachedImage[]): Promise<void>
  /** Adds to the count of hits and moves the time of the last access forward. Images without a record stay without. */
  countHits(hits: readonly Hits[]): Promise<void>
  /** Removes the records; the files are gone already. */
  remove(ids: readonly string[]): Promise<void>
  close(): Promise<void>
}
