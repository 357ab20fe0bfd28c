import type { LocationRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

export interface LocationDraft {
  readonly url: string
  readonly validationData?: { readonly os_hash_algo: string; readonly os_hash_value: string }
}

/** `POST /v2/images/{id}/locations`: what is accepted is finished in the background. */
export async function addLocation(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
  _draft: LocationDraft,
): Promise<void> {
  throw new Fault('NotImplemented', 'not written yet')
}

export async function listLocations(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
): Promise<readonly Pick<LocationRecord, 'url' | 'metadata'>[]> {
  throw new Fault('NotImplemented', 'not written yet')
}
