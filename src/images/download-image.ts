import type { ReadImage } from '../cache/cache.ts'
import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { Bytes, Range } from '../stores/driver.ts'

export interface DownloadOptions {
  /** Reads the request's range header against the image's size; throws `RangeNotSatisfiable`. */
  readonly range: (size: number) => Range | undefined
  /** Stores to try first, by id. */
  readonly prefer?: readonly string[]
  /** Reads through the cache. */
  readonly read?: ReadImage
  readonly signal: AbortSignal
}

export interface Download {
  readonly image: ImageRecord
  /** `end` is exclusive. Absent: the whole image. */
  readonly range: { readonly start: number; readonly end: number } | undefined
  /** Bytes of the whole image. */
  readonly size: number
  /** Absent: the image has no data. */
  readonly bytes: Bytes | undefined
}

export async function downloadImage(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
  _options: DownloadOptions,
): Promise<Download> {
  throw new Fault('NotImplemented', 'not written yet')
}
