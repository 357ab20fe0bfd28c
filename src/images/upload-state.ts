import { Fault } from '../errors.ts'
import type { ImageService } from '../service.ts'
import type { Receipt } from '../stores/stores.ts'
import { illegalTransition, statusChange } from './status.ts'
import { thisProcess, uploadWorker } from './upload-worker.ts'

/** What a queued image becomes while data arrives for it: bound for a store, or for the staging area. */
export type Receiving = 'saving' | 'uploading'

/** From queued to `status`, by one request only. The image says which process works on it, for whoever finds it after a crash. */
export async function beginReceiving({ db }: ImageService, id: string, status: Receiving): Promise<void> {
  const worker = await thisProcess()
  const begun = await db.transaction(async inside => {
    const receiving = await inside.images.update(id, { status }, ['queued'])
    if (receiving) await inside.images.setProperty(id, uploadWorker, worker)
    return receiving !== undefined
  })
  if (begun) return
  const image = await db.images.find(id)
  if (!image) throw new Fault('NotFound', `No image found with ID ${id}`)
  throw illegalTransition(image.status, status)
}

/** From saving to active, with all that is known of the data. */
export async function completeUpload(
  { db }: ImageService,
  id: string,
  receipt: Receipt,
  virtualSize: number | null,
): Promise<void> {
  const active = await db.transaction(async inside => {
    const updated = await inside.images.update(id, { ...activation(receipt), virtual_size: virtualSize }, [
      'saving',
    ])
    if (updated) await inside.images.setProperty(id, uploadWorker, null)
    return updated !== undefined
  })
  if (!active) throw goneMeanwhile(id)
}

/** Back to queued. The failure itself is the caller's to report: one here must not hide it. */
export async function cancelReceiving(
  { db, log }: ImageService,
  id: string,
  { status, reason }: { readonly status: Receiving; readonly reason: unknown },
): Promise<void> {
  log.warn({ err: reason }, `no data was kept for image ${id}`)
  try {
    await db.transaction(async inside => {
      const queued = await inside.images.update(id, statusChange('queued'), [status])
      if (queued) await inside.images.setProperty(id, uploadWorker, null)
    })
  } catch (error) {
    log.error(error, `image ${id} could not be set back to queued`)
  }
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
