import type { ImageQuery, ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

/** A page as the client asks for it. `marker` is the id after which it begins. */
export type ImageListRequest = Omit<ImageQuery, 'viewer' | 'marker'> & { readonly marker?: string }

export interface ImagePage {
  readonly images: readonly ImageRecord[]
  /** The marker of the next page, where there may be one. */
  readonly next?: string
}

export async function listImages(
  _service: ImageService,
  _context: RequestContext,
  _request: ImageListRequest,
): Promise<ImagePage> {
  throw new Fault('NotImplemented', 'not written yet')
}
