import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import type { Bytes } from '../stores/driver.ts'
import type { Receipt, Store } from '../stores/stores.ts'
import { authorize, findVisible, refuseForeignImage, refuseReadOnly } from './authorize.ts'
import { deleteData } from './delete-data.ts'
import { imageOptions } from './options.ts'
import { beginReceiving, type Completion, cancelReceiving, completeReceiving } from './receiving.ts'
import { illegalTransition, mayPass, refuseWithoutFormats, statusChange } from './status.ts'
import { refuseLateComer, refuseWithoutRoom } from './storage-quota.ts'
import { uploadFault } from './store-faults.ts'
import { refuseTooLarge, UploadedData } from './uploaded-data.ts'

export interface UploadOptions {
  /** Bytes that the client announced. */
  readonly size?: number
  /** Store id; the default store where absent. */
  readonly store?: string
  readonly signal: AbortSignal
}

/** Takes the data of a queued image and makes it active; on any failure the image is queued again and no
 * data is left. */
export async function uploadImage(
  service: ImageService,
  context: RequestContext,
  id: string,
  data: Bytes,
  { size, store: storeId, signal }: UploadOptions,
): Promise<void> {
  refuseReadOnly(context)
  const store = findStore(service, storeId)
  const image = await findVisible(service, context, id)
  authorize(service, context, 'upload_image', image)
  refuseForeignImage(service, context, image, `Not allowed to upload image data for image ${id}`)
  if (!mayPass(image.status, 'saving')) throw illegalTransition(image.status, 'saving')
  refuseWithoutFormats(image)
  refuseTooLarge(service, size)
  const remaining = await refuseWithoutRoom(service, image, { size, without: id })

  await beginReceiving(service, id, 'saving')
  let receipt: Receipt | undefined
  try {
    const checked = new UploadedData(service, image, data, remaining)
    receipt = await store.add(id, checked, {
      size: size || undefined,
      signal,
      hashingAlgorithm: hashing(service, image),
    })
    const { size: stored } = receipt
    const change = { ...activation(receipt), virtual_size: checked.virtualSize }
    const check: Completion['check'] = (db, now) => refuseLateComer(service, db, now, stored)
    if (!(await completeReceiving(service, id, { status: 'saving', change, check }))) throw goneMeanwhile(id)
  } catch (error) {
    if (receipt) await forget(service, receipt)
    await cancelReceiving(service, id, { status: 'saving', reason: error, signal })
    throw uploadFault(error)
  }
}

function findStore({ stores }: ImageService, id: string | undefined): Store {
  if (!stores.multi || id === undefined) return stores.default
  const store = stores.find(id)
  if (!store) throw new Fault('Invalid', `Store for identifier ${id} not found`)
  return store
}

function hashing({ config }: ImageService, image: ImageRecord): string {
  return image.os_hash_algo ?? config.read(imageOptions).hashing_algorithm
}

function activation({ size, checksum, os_hash_algo, os_hash_value, location, metadata }: Receipt) {
  const locations = [{ url: location, metadata, status: 'active' }]
  return { ...statusChange('active'), size, checksum, os_hash_algo, os_hash_value, locations }
}

function goneMeanwhile(id: string): Fault {
  return new Fault(
    'Gone',
    `Image ${id} could not be found after upload. The image may have been deleted during the upload, cleaning up the chunks uploaded.`,
  )
}

async function forget(service: ImageService, receipt: Receipt): Promise<void> {
  try {
    await deleteData(service, { url: receipt.location, metadata: receipt.metadata })
  } catch (error) {
    service.log.error(error, 'the data of a failed upload could not be removed')
  }
}
