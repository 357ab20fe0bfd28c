import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

export type Usage = Readonly<Record<string, { readonly usage: number; readonly limit: number }>>

/** What `GET /v2/info/usage` answers; empty while unified limits are off. */
export async function usage(_service: ImageService, _context: RequestContext): Promise<Usage> {
  throw new Fault('NotImplemented', 'not written yet')
}
