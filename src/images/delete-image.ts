import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { authorize, findVisible, refuseForeignImage, refuseReadOnly } from './authorize.ts'
import { deleteData } from './delete-data.ts'
import { imageOptions } from './options.ts'
import { type Elsewhere, otherWorker } from './other-workers.ts'
import { openStaging } from './staging.ts'
import { illegalTransition, mayPass, statesBefore } from './status.ts'
import { deletionFault } from './store-faults.ts'

/** Removes the image and its data; with `delayed_delete` the data stays for the scrubber. Another worker that has the image
 * in hand is asked to do it, if `elsewhere` says how; where it cannot be reached, what it has is left to it. */
export async function deleteImage(
  service: ImageService,
  context: RequestContext,
  id: string,
  elsewhere?: Elsewhere,
): Promise<'deleted' | 'forwarded'> {
  refuseReadOnly(context)
  const missing = `Failed to find image ${id} to delete`
  const image = await findVisible(service, context, id, missing)
  authorize(service, context, 'delete_image', image, missing)
  refuseForeignImage(service, context, image)
  const host = otherWorker(service, image, elsewhere?.publicEndpoint)
  if (host && (await elsewhere?.forward(host))) return 'forwarded'
  if (image.protected) throw new Fault('Forbidden', `Image ${id} is protected and cannot be deleted.`)

  const delayed = service.config.read(imageOptions).delayed_delete && image.locations.length > 0
  const status = delayed ? 'pending_delete' : 'deleted'
  if (!mayPass(image.status, status)) throw illegalTransition(image.status, status, 'Invalid')

  if (!delayed) await deleteAllData(service, image)
  const deleted = await service.db.images.delete(id, { status, from: statesBefore(status) })
  if (!deleted) throw new Fault('NotFound', missing)
  if (image.status === 'uploading' || image.status === 'importing') await openStaging(service).remove(id)
  return 'deleted'
}

/** A store may refuse because the data is in use. The image then keeps the locations that are left. */
async function deleteAllData(service: ImageService, { id, locations }: ImageRecord): Promise<void> {
  for (const [index, location] of locations.entries()) {
    try {
      await deleteData(service, location)
    } catch (error) {
      if (index > 0) await service.db.images.update(id, { locations: locations.slice(index) })
      throw deletionFault(error, id)
    }
  }
}
