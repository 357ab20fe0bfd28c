import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { Bytes } from '../stores/driver.ts'

export interface UploadOptions {
  /** Bytes that the client announced. */
  readonly size?: number
  /** Store id; the default store where absent. */
  readonly store?: string
  readonly signal: AbortSignal
}

/** Takes the data of a queued image and makes it active; on any failure the image is queued again and no data is left. */
export async function uploadImage(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
  _data: Bytes,
  _options: UploadOptions,
): Promise<void> {
  throw new Fault('NotImplemented', 'not written yet')
}
