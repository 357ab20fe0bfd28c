import type { NamespaceRecord } from '../db/metadefs/records.ts'
import { Fault, notAuthorized } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { PolicyTarget } from '../policy/policy.ts'
import type { ImageService } from '../service.ts'

/** Refuses with 403 what the policy does not allow, in this namespace or, without one, at all; with 404 where the caller
 * may not even see namespaces. */
export function authorize(
  service: ImageService,
  context: RequestContext,
  rule: string,
  namespace?: NamespaceRecord,
): void {
  if (allows(service, context, rule, namespace)) return
  if (!allows(service, context, 'get_metadef_namespace', namespace)) throw new Fault('NoRoute', '')
  throw notAuthorized(rule)
}

export function allows(
  { policy }: ImageService,
  context: RequestContext,
  rule: string,
  namespace?: NamespaceRecord,
): boolean {
  const target: PolicyTarget = namespace
    ? { project_id: namespace.owner, visibility: namespace.visibility }
    : { project_id: context.projectId }
  return policy.allows(context, rule, target)
}
