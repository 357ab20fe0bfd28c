import type { ImageRecord, LocationRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

/** The parts of an image that depend on who looks. Absent means that the key is absent from the answer. */
export interface VisibleDetails {
  /** Without those that the service keeps for itself. */
  readonly properties: ReadonlyMap<string, string>
  readonly locations?: readonly Pick<LocationRecord, 'url' | 'metadata'>[]
  readonly direct_url?: string
  /** Comma-separated ids. */
  readonly stores?: string
}

export function visibleDetails(
  _service: ImageService,
  _context: RequestContext,
  _image: ImageRecord,
): VisibleDetails {
  throw new Fault('NotImplemented', 'not written yet')
}
