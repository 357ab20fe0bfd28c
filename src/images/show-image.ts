import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

export async function showImage(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
): Promise<ImageRecord> {
  throw new Fault('NotImplemented', 'not written yet')
}
