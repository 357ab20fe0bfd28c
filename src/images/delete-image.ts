import type { Images } from '../db/database.ts'
import type { ImageRecord, LocationRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { failTaskOfDeleted } from '../tasks/image-lock.ts'
import { authorize, findVisible, refuseForeignImage, refuseReadOnly } from './authorize.ts'
import { deleteData } from './delete-data.ts'
import { holdImage } from './hold-image.ts'
import { imageOptions } from './options.ts'
import { type Elsewhere, otherWorker } from './other-workers.ts'
import { openStaging } from './staging.ts'
import { illegalTransition, mayPass } from './status.ts'
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

  if (statusAfter(service, image) === 'deleted') await deleteAllData(service, image)
  const last = await holdImage(service, id, (now, images) => markDeleted(service, now, images))
  if (!last) throw new Fault('NotFound', missing)
  await deleteLateData(service, image, last)
  if (last.status === 'uploading' || last.status === 'importing') await openStaging(service).remove(id)
  await failTaskOfDeleted(service, last)
  return 'deleted'
}

function statusAfter({ config }: ImageService, image: ImageRecord): 'deleted' | 'pending_delete' {
  const delayed = config.read(imageOptions).delayed_delete && image.locations.length > 0
  const status = delayed ? 'pending_delete' : 'deleted'
  if (!mayPass(image.status, status)) throw illegalTransition(image.status, status, 'Invalid')
  return status
}

/** Gives the image as it was in the end. */
async function markDeleted(service: ImageService, image: ImageRecord, images: Images): Promise<ImageRecord> {
  await images.delete(image.id, { status: statusAfter(service, image), from: [image.status] })
  return image
}

/** An upload may have ended while the image was deleted. */
async function deleteLateData(service: ImageService, image: ImageRecord, last: ImageRecord): Promise<void> {
  if (statusAfter(service, last) !== 'deleted') return
  const seen = new Set(image.locations.map(({ id }) => id))
  for (const location of last.locations.filter(({ id }) => !seen.has(id))) {
    await deleteData(service, location).catch((err: unknown) =>
      service.log.error({ err }, `data of image ${image.id}, which is deleted, could not be removed`),
    )
  }
}

/** A store may refuse because the data is in use. The image then keeps the locations that are left. */
async function deleteAllData(service: ImageService, { id, locations }: ImageRecord): Promise<void> {
  for (const [index, location] of locations.entries()) {
    try {
      await deleteData(service, location)
    } catch (error) {
      if (index > 0) await forgetLocations(service, id, locations.slice(0, index))
      throw deletionFault(error, id)
    }
  }
}

async function forgetLocations(
  service: ImageService,
  id: string,
  gone: readonly LocationRecord[],
): Promise<void> {
  const isGone = (location: LocationRecord) => gone.some(({ id }) => id === location.id)
  await holdImage(service, id, (now, images) =>
    images.update(id, { locations: now.locations.filter(location => !isGone(location)) }),
  )
}
