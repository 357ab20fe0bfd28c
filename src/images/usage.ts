import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

export type Usage = Readonly<Record<string, { readonly usage: number; readonly limit: number }>>

/** What `GET /v2/info/usage` answers: nothing, for it tells of limits in Keystone only, which are refused at
 * start. */
export async function usage(_service: ImageService, _context: RequestContext): Promise<Usage> {
  return {}
}
