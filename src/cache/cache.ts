import { requestKey } from '../../paste/keys.ts'
import type { Bytes, Call, Range } from '../stores/driver.ts'
import type { CacheMetrics } from './metrics.ts'

/** The part of an image that the cache needs to know. */
export interface CacheableImage {
  readonly id: string
  readonly size: number | null
  /** md5, hex. */
  readonly checksum: string | null
  /** Another digest, hex: it counts where there is no checksum. */
  readonly os_hash_algo?: string | null
  readonly os_hash_value?: string | null
}

/** One that a store has, and of which it is known how much that is. */
export type KnownImage = CacheableImage & { readonly size: number }

export type FromStore = (range: Range, call: Call) => Promise<Bytes>

/** Reads image data: `fromStore` is called when the bytes are not, or not yet, in the cache. */
export type ReadImage = (
  image: CacheableImage,
  range: Range,
  fromStore: FromStore,
  call: ReadCall,
) => Bytes | Promise<Bytes>

export interface ReadCall extends Call {
  /** Called where the whole image is in the cache. */
  onHit?(): void
}

/** Set by the `cache` filter for what is inside it; the image-data route reads through it where it is present. */
export const readThroughCache = requestKey<ReadImage>('image cache')

/** Set there, too; called by the route that has deleted an image, or had another worker delete it, before it says so. Takes its
 * copy away, and its place in the queue. Never fails. */
export const forgetDeletedImage = requestKey<(id: string) => Promise<void>>('forgetting of deleted images')

/** Set where the answer comes from the cache: the log says so. */
export const isCacheHit = requestKey<true>('cache hit')

export interface CachedImage {
  readonly image_id: string
  /** Epoch seconds. */
  readonly last_accessed: number
  readonly last_modified: number
  readonly size: number
  readonly hits: number
  readonly checksum: string | null
}

export interface Pruned {
  readonly files: number
  readonly bytes: number
}

export interface CacheUsage {
  /** Complete images, and their bytes. */
  readonly images: number
  readonly bytes: number
  /** `image_cache_max_size` */
  readonly maxBytes: number
}

/** What the cache has done, over all processes that serve together, and what is in it now. */
export interface CacheFigures {
  read(): Promise<Readonly<CacheMetrics> & CacheUsage>
  close(): Promise<void>
}

export interface ImageCache {
  readonly read: ReadImage
  /** Brings the whole image in. False when the cache cannot take it, or somebody else brings it in already; rejects as the
   * store does. */
  bringIn(image: CacheableImage, fromStore: FromStore, call: Call): Promise<boolean>
  has(id: string): Promise<boolean>
  /** Whether somebody, of whatever process, brings it in now. */
  isComing(id: string): Promise<boolean>
  list(): Promise<readonly CachedImage[]>
  usage(): Promise<CacheUsage>
  /** Drops the cached copy, if there is one; what is being brought in, by whatever process, goes to its readers and is not
   * kept. */
  forget(id: string): Promise<boolean>
  /** The same for all images; tells how many copies there were. */
  forgetAll(): Promise<number>
  /** The oldest first. */
  queued(): Promise<readonly string[]>
  isQueued(id: string): Promise<boolean>
  /** False when the image is cached or queued already. */
  queue(id: string): Promise<boolean>
  unqueue(id: string): Promise<boolean>
  unqueueAll(): Promise<number>
  /** Removes what was read for the longest time until the rest is within `image_cache_max_size`. */
  prune(): Promise<Pruned>
  /** Removes broken images, and unfinished ones that nobody is writing. */
  clean(): Promise<void>
  /** URLs of the nodes that have cached the image. Absent where each node knows of its own images only. */
  nodesWith?(id: string): Promise<readonly string[]>
  readonly metrics: Readonly<CacheMetrics>
  close(): Promise<void>
}
