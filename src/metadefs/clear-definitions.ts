import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import type { Kind } from './kinds.ts'
import { refuseProtected } from './protection.ts'

/** Empties a namespace of one kind of definitions. */
export async function clearDefinitions<Columns extends { readonly name: string }, Found>(
  service: ImageService,
  context: RequestContext,
  kind: Kind<Columns, Found>,
  name: string,
): Promise<void> {
  refuseReadOnly(context)
  const namespace = await findNamespace(service, context, name)
  for (const rule of kind.clearRules) authorize(service, context, rule, namespace)
  refuseProtected(namespace)
  await kind.in(service.db).clear(namespace.id)
}
