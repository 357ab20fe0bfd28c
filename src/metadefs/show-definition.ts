import type { NamespaceRecord } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import type { Kind } from './kinds.ts'

/** What is looked for, and where. */
export interface Place {
  readonly namespace: string
  readonly name: string
}

export async function showDefinition<Columns extends { readonly name: string }, Found>(
  service: ImageService,
  context: RequestContext,
  kind: Kind<Columns, Found>,
  place: Place,
): Promise<Found> {
  const missing = kind.missingNamespace?.(place.namespace)
  const namespace = await findNamespace(service, context, place.namespace, missing)
  authorize(service, context, kind.rules.show, namespace)
  return findDefinition(service, kind, namespace, place.name)
}

export async function findDefinition<Columns extends { readonly name: string }, Found>(
  { db }: ImageService,
  kind: Kind<Columns, Found>,
  namespace: NamespaceRecord,
  name: string,
): Promise<Found> {
  const found = await kind.in(db).find(namespace.id, name)
  if (!found) throw new Fault('NotFound', kind.missing(name))
  return found
}
