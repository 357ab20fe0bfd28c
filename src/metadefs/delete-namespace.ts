import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import { refuseProtected } from './protection.ts'

/** Deletes a namespace with all that is in it. */
export async function deleteNamespace(
  service: ImageService,
  context: RequestContext,
  name: string,
): Promise<void> {
  refuseReadOnly(context)
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, 'delete_metadef_namespace', namespace)
  refuseProtected(namespace)
  if (!(await service.db.metadefs.namespaces.delete(namespace.id))) {
    throw new Fault('NotFound', `Namespace ${name} not found`)
  }
}
