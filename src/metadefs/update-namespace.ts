import { Duplicate } from '../db/database.ts'
import type { NamespaceRecord } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { completeNamespace, type NamespaceDraft } from './create-namespace.ts'
import { findNamespace } from './find-namespace.ts'
import { refuseBadText } from './refuse-bad-text.ts'

/** Replaces what is said of a namespace, its name included, not what is in it. What the draft leaves out becomes as in a
 * new namespace. */
export async function updateNamespace(
  service: ImageService,
  context: RequestContext,
  name: string,
  draft: NamespaceDraft,
): Promise<NamespaceRecord> {
  refuseReadOnly(context)
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, 'modify_metadef_namespace', namespace)
  refuseBadText("Couldn't update metadata namespace", draft)
  const columns = completeNamespace(draft, draft.owner || context.projectId)
  const updated = await service.db.metadefs.namespaces.update(namespace.id, columns).catch(error => {
    if (!(error instanceof Duplicate)) throw error
    throw new Fault(
      'Conflict',
      'Invalid update. It would result in a duplicate metadata definition namespace ' +
        `with the same name of ${draft.namespace}`,
    )
  })
  if (!updated) throw new Fault('NotFound', `Namespace ${name} not found`)
  return updated
}
