import type { RequestContext } from '../identity/context.ts'
import type { Operation } from '../protections/protections.ts'
import type { ImageService } from '../service.ts'
import { reserved } from './reserved.ts'

/** Refuses with 403 what the operator keeps from the caller. */
export function refuseProtected(
  { protections }: ImageService,
  context: RequestContext,
  operation: Operation,
  property: string,
): void {
  if (!protections.allows(context, operation, property)) throw reserved(property)
}

export function mayRead({ protections }: ImageService, context: RequestContext, property: string): boolean {
  return protections.allows(context, 'read', property)
}
