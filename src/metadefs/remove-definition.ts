import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import type { Kind } from './kinds.ts'
import { refuseProtected } from './protection.ts'
import { findDefinition, type Place } from './show-definition.ts'

export async function removeDefinition<Columns extends { readonly name: string }, Found>(
  service: ImageService,
  context: RequestContext,
  kind: Kind<Columns, Found>,
  { namespace: namespaceName, name }: Place,
): Promise<void> {
  refuseReadOnly(context)
  const missing = kind.missingNamespace?.(namespaceName)
  const namespace = await findNamespace(service, context, namespaceName, missing)
  authorize(service, context, kind.rules.remove, namespace)
  await findDefinition(service, kind, namespace, name)
  refuseProtected(namespace, `${kind.noun} ${name}`)
  if (!(await kind.in(service.db).delete(namespace.id, name))) {
    throw new Fault('NotFound', kind.missing(name))
  }
}
