import { Duplicate } from '../db/database.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import type { Kind } from './kinds.ts'
import { refuseBadText } from './refuse-bad-text.ts'
import type { Place } from './show-definition.ts'

/** Replaces a definition, its name included. */
export async function updateDefinition<Columns extends { readonly name: string }, Found>(
  service: ImageService,
  context: RequestContext,
  kind: Kind<Columns, Found>,
  { namespace: namespaceName, name, columns }: Place & { readonly columns: Columns },
): Promise<Found> {
  refuseReadOnly(context)
  const missing = kind.missingNamespace?.(namespaceName)
  const namespace = await findNamespace(service, context, namespaceName, missing)
  authorize(service, context, kind.rules.update, namespace)
  if (!(await kind.in(service.db).find(namespace.id, name))) throw new Fault('NotFound', kind.missing(name))
  refuseBadText(`Couldn't update metadata ${kind.noun}`, columns)
  const updated = await kind
    .in(service.db)
    .update(namespace.id, name, columns)
    .catch(error => {
      if (!(error instanceof Duplicate)) throw error
      throw new Fault('Conflict', (kind.clash ?? kind.duplicate)(columns.name, namespaceName))
    })
  if (!updated) throw new Fault('NotFound', kind.missing(name))
  return updated
}
