import type { Images } from '../db/database.ts'
import type { ImageRecord, LocationRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { authorize, findVisible, refuseForeignImage, refuseReadOnly } from './authorize.ts'
import { deleteLost } from './delete-data.ts'
import { holdImage } from './hold-image.ts'
import { storeDeletionFault } from './store-faults.ts'

/** Removes the copy of an image in one store, as long as another store has one, too. */
export async function deleteFromStore(
  service: ImageService,
  context: RequestContext,
  { storeId, id }: { readonly storeId: string; readonly id: string },
): Promise<void> {
  refuseReadOnly(context)
  if (!service.stores.multi) throw new Fault('NoRoute', '')
  if (!service.stores.find(storeId)) {
    throw new Fault('Conflict', `The selected store ${storeId} is not available on this node.`)
  }
  const missing = `Failed to find image ${id}`
  const image = await findVisible(service, context, id, missing)
  authorize(service, context, 'get_image_location', image, missing)
  authorize(service, context, 'delete_image_location', image, missing)
  refuseForeignImage(service, context, image)

  const copy = await holdImage(service, id, (now, images) => removeCopy(now, images, storeId))
  if (!copy) throw new Fault('NotFound', missing)
  await deleteLost(service, id, [copy]).catch((error: unknown) => {
    throw storeDeletionFault(error, id)
  })
}

/** From the record first: of two that remove different copies at once, the second sees that one is left. */
async function removeCopy(image: ImageRecord, images: Images, storeId: string): Promise<LocationRecord> {
  const copy = findCopy(image, storeId)
  await images.update(image.id, { locations: image.locations.filter(location => location !== copy) })
  return copy
}

function findCopy({ id, status, locations }: ImageRecord, storeId: string): LocationRecord {
  if (status !== 'active') {
    const text = "It's not allowed to remove image data from store if image status is not 'active'"
    throw new Fault('Conflict', text)
  }
  if (locations.length === 1) {
    const text =
      'Cannot delete image data from the only store containing it. Consider deleting the image instead.'
    throw new Fault('Forbidden', text)
  }
  const copy = locations.find(({ metadata }) => metadata.store === storeId)
  if (!copy) throw new Fault('NotFound', `Image ${id} is not stored in store ${storeId}.`)
  return copy
}
