import type { ImageChange } from '../db/database.ts'
import type { ImageRecord, Status } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { ImageService } from '../service.ts'
import type { Sums } from '../stores/digests.ts'
import { StoreError } from '../stores/errors.ts'
import { Unfinished } from '../tasks/start-image-task.ts'
import { sizeAtLocation } from './external-location.ts'
import type { LocationDraft } from './location-draft.ts'
import { locationEntry } from './locations.ts'
import { imageOptions } from './options.ts'
import { hashHost } from './other-workers.ts'
import { beginReceiving, cancelReceiving } from './receiving.ts'
import { refuseWithoutFormats, statusChange } from './status.ts'
import { refuseLateComer, refuseWithoutRoom } from './storage-quota.ts'

/** Makes a queued image active with the data at a location; hashes it where `do_secure_hash` asks for that,
 * before when there is a hash to compare with, else afterwards. */
export async function importLocation(
  service: ImageService,
  image: ImageRecord,
  { url, validationData }: LocationDraft,
  signal: AbortSignal,
): Promise<void> {
  refuseWithoutFormats(image)
  const { do_secure_hash: secure, hashing_algorithm } = service.config.read(imageOptions)
  const entry = locationEntry(service.stores, url)
  const size = await sizeAtLocation(service, entry, { signal })
  await refuseWithoutRoom(service, image, { size })
  const change = { ...statusChange('active'), size, locations: [entry] }
  const hashing = { algorithm: validationData?.os_hash_algo ?? hashing_algorithm, url, signal }

  if (!secure) {
    await activate(service, image.id, { ...change, ...validationData })
  } else if (validationData) {
    await verifyThenActivate(service, image.id, { change, hashing, expected: validationData.os_hash_value })
  } else {
    await activate(service, image.id, change)
    await hashActive(service, image.id, hashing)
  }
}

/** Goes on where `importLocation` was interrupted after the image had become active. */
export async function finishHashing(
  service: ImageService,
  { id, os_hash_value }: ImageRecord,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  const { do_secure_hash: secure, hashing_algorithm: algorithm } = service.config.read(imageOptions)
  if (secure && os_hash_value === null) await hashActive(service, id, { algorithm, url, signal })
}

async function activate(service: ImageService, id: string, change: Activation): Promise<void> {
  if (!(await record(service, id, change, 'queued'))) throw new Error(`image ${id} is queued no more`)
}

type Activation = ImageChange & { readonly size: number }

/** False where the image is no longer in that status, or gone. */
function record(service: ImageService, id: string, change: Activation, from: Status): Promise<boolean> {
  return service.db.transaction(async db => {
    const image = await db.images.update(id, change, [from])
    if (image) await refuseLateComer(service, db, image, change.size)
    return image !== undefined
  })
}

interface Hashing {
  readonly algorithm: string
  readonly url: string
  readonly signal: AbortSignal
}

interface Verification {
  readonly change: Activation
  readonly hashing: Hashing
  readonly expected: string
}

async function verifyThenActivate(
  service: ImageService,
  id: string,
  { change, hashing, expected }: Verification,
): Promise<void> {
  await beginReceiving(service, id, 'importing')
  try {
    const sums = await hashMarked(service, id, hashing)
    if (sums.os_hash_value !== expected) {
      throw new Fault(
        'Invalid',
        `os_hash_value: (${expected}) not matched with actual os_hash_value: (${sums.os_hash_value})`,
      )
    }
    if (!(await record(service, id, { ...change, ...sums }, 'importing')))
      throw new Error(`image ${id} has been deleted`)
  } catch (reason) {
    await cancelReceiving(service, id, { status: 'importing', reason, signal: hashing.signal })
    throw reason
  }
}

/** Hashes the data of an image that serves already: it stays without a hash when the data cannot be read to the end. */
async function hashActive(service: ImageService, id: string, hashing: Hashing): Promise<void> {
  try {
    const sums = await hashMarked(service, id, hashing)
    await service.db.images.update(id, sums, ['active', 'deactivated'])
  } catch (err) {
    if (hashing.signal.aborted) throw new Unfinished(`image ${id} has no hash yet`, { cause: err })
    service.log.error({ err }, `the data of image ${id} could not be hashed`)
  }
}

async function hashMarked(service: ImageService, id: string, hashing: Hashing) {
  const { worker_self_reference_url: self } = service.config.read(imageOptions)
  if (self) await service.db.images.setProperty(id, hashHost, self)
  try {
    const { md5 = null, [hashing.algorithm]: value = null } = await hashWithRetries(service, id, hashing)
    return { checksum: md5, os_hash_algo: hashing.algorithm, os_hash_value: value }
  } finally {
    if (self) await service.db.images.setProperty(id, hashHost, null)
  }
}

async function hashWithRetries(service: ImageService, id: string, hashing: Hashing): Promise<Sums> {
  const { http_retries } = service.config.read(imageOptions)
  for (let attempt = 1; ; attempt++) {
    try {
      return await hashLocation(service, id, hashing)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      if (!error.transient || attempt > http_retries) throw unreadable(id, error)
      service.log.warn(`hashing the data of image ${id}, attempt ${attempt}: ${error.message}`)
    }
  }
}

function unreadable(id: string, cause: StoreError): Fault {
  return new Fault('Invalid', `Hash calculation failed for image ${id} data`, { cause })
}

const bytesBetweenLooks = 256 * 1024 ** 2

/** Stops soon after the image has been deleted. */
async function hashLocation(
  service: ImageService,
  id: string,
  { algorithm, url, signal }: Hashing,
): Promise<Sums> {
  const store = service.stores.holding({ url, metadata: {} })
  if (!store) throw new Error(`no configured store holds the data of image ${id}`)
  const digests = service.stores.hashing.startDigests(['md5', algorithm])
  try {
    let unlooked = 0
    for await (const chunk of await store.read(url, { start: 0 }, { signal })) {
      await digests.update(chunk)
      unlooked += chunk.length
      if (unlooked < bytesBetweenLooks) continue
      unlooked = 0
      if (!(await service.db.images.find(id))) throw new Error(`image ${id} has been deleted`)
    }
    return await digests.finish()
  } finally {
    digests.abort()
  }
}
