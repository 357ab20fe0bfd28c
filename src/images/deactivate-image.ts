import type { Status } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { authorize, findVisible, refuseForeignImage, refuseReadOnly } from './authorize.ts'

/** Keeps the data from everybody but administrators. Doing it again changes nothing. */
export function deactivateImage(service: ImageService, context: RequestContext, id: string): Promise<void> {
  return toggle(service, context, id, { rule: 'deactivate', from: 'active', to: 'deactivated' })
}

export function reactivateImage(service: ImageService, context: RequestContext, id: string): Promise<void> {
  return toggle(service, context, id, { rule: 'reactivate', from: 'deactivated', to: 'active' })
}

interface Toggle {
  readonly rule: 'deactivate' | 'reactivate'
  readonly from: Status
  readonly to: Status
}

async function toggle(
  service: ImageService,
  context: RequestContext,
  id: string,
  { rule, from, to }: Toggle,
): Promise<void> {
  refuseReadOnly(context)
  const image = await findVisible(service, context, id)
  authorize(service, context, rule, image)
  refuseForeignImage(service, context, image)
  if (image.status === to) return
  if (image.status !== from) {
    throw new Fault('Forbidden', `Not allowed to ${rule} image in status '${image.status}'`)
  }
  const changed = await service.db.images.update(id, { status: to }, [from, to])
  if (!changed) throw new Fault('NotFound', `No image found with ID ${id}`)
}
