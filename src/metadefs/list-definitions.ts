import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { allows, authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import type { Kind } from './kinds.ts'

/** All of one kind in a namespace, by name. */
export async function listDefinitions<Columns extends { readonly name: string }, Found>(
  service: ImageService,
  context: RequestContext,
  kind: Kind<Columns, Found>,
  name: string,
): Promise<readonly Found[]> {
  const namespace = await findNamespace(service, context, name, kind.missingNamespace?.(name))
  authorize(service, context, kind.rules.list, namespace)
  if (kind.entryRule && !allows(service, context, kind.entryRule, namespace)) return []
  return kind.in(service.db).list(namespace.id)
}
