import type { Database, ImageChange } from '../db/database.ts'
import type { ImageRecord } from '../db/records.ts'
import { Fault } from '../errors.ts'
import type { ImageService } from '../service.ts'
import { illegalTransition, statusChange } from './status.ts'
import { thisWorker, uploadWorker } from './upload-worker.ts'

/** What a queued image becomes while it gets its data: from a client into a store, or into the staging area,
 * or from a location. */
export type Receiving = (typeof receiving)[number]
export const receiving = ['saving', 'uploading', 'importing'] as const

/** From queued to `status`, by one request only. The image says which process works on it, for whoever finds
 * it after a crash. */
export async function beginReceiving({ db }: ImageService, id: string, status: Receiving): Promise<void> {
  const worker = await thisWorker()
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

export interface Completion {
  readonly status: Receiving
  readonly change: ImageChange
  /** Throws where the image must not become what it is in the database by now. */
  readonly check?: (db: Database, image: ImageRecord) => Promise<void>
}

/** What the data made of the image; false when the image has been deleted meanwhile. */
export function completeReceiving(
  { db }: ImageService,
  id: string,
  { status, change, check }: Completion,
): Promise<boolean> {
  return db.transaction(async inside => {
    const updated = await inside.images.update(id, change, [status])
    if (!updated) return false
    await inside.images.setProperty(id, uploadWorker, null)
    await check?.(inside, updated)
    return true
  })
}

interface Cancelled {
  readonly status: Receiving
  readonly reason: unknown
  /** Whose data it is, and who may have stopped. */
  readonly signal?: AbortSignal
}

/** Back to queued. The failure itself is the caller's to report: one here must not hide it. */
export async function cancelReceiving(
  service: ImageService,
  id: string,
  { status, reason, signal }: Cancelled,
): Promise<void> {
  const what = `no data was kept for image ${id}`
  const known = knownReason(reason, signal)
  if (known === undefined) service.log.warn({ err: reason }, what)
  else {
    service.log.warn(`${what}: ${known}`)
    service.log.debug({ err: reason }, what)
  }
  try {
    await completeReceiving(service, id, { status, change: statusChange('queued') })
  } catch (error) {
    service.log.error(error, `image ${id} could not be set back to queued`)
  }
}

/** What was sent is at fault, or whoever sent it has stopped: no stack tells more about that. */
function knownReason(reason: unknown, signal?: AbortSignal): string | undefined {
  if (signal?.aborted) return (signal.reason as Error).message
  if (reason instanceof Fault) return reason.message
  return typeof reason === 'string' ? reason : undefined
}
