import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import { insertDefinition } from './insert-definition.ts'
import type { Kind } from './kinds.ts'
import { refuseBadText } from './refuse-bad-text.ts'

interface Addition<Columns> {
  readonly namespace: string
  readonly columns: Columns
  /** Refuses columns that make no sense, once the namespace has been found. */
  readonly check?: (columns: Columns) => void
}

export async function addDefinition<Columns extends { readonly name: string }, Found>(
  service: ImageService,
  context: RequestContext,
  kind: Kind<Columns, Found>,
  { namespace: name, columns, check }: Addition<Columns>,
): Promise<Found> {
  refuseReadOnly(context)
  const namespace = await findNamespace(service, context, name, kind.missingNamespace?.(name))
  check?.(columns)
  authorize(service, context, kind.rules.add, namespace)
  refuseBadText(`Couldn't create metadata ${kind.noun}`, columns)
  return insertDefinition(service.db, kind, namespace, columns)
}
