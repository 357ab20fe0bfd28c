import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

export async function addTag(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
  _tag: string,
): Promise<void> {
  throw new Fault('NotImplemented', 'not written yet')
}

export async function removeTag(
  _service: ImageService,
  _context: RequestContext,
  _id: string,
  _tag: string,
): Promise<void> {
  throw new Fault('NotImplemented', 'not written yet')
}
