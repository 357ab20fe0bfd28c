import type { ImageService } from '../service.ts'
import { StoreError } from '../stores/errors.ts'
import { abandonTask } from '../tasks/image-lock.ts'
import { cancelReceiving, type Receiving } from './receiving.ts'
import { recoverTasks } from './recover-tasks.ts'
import { openStaging } from './staging.ts'
import { sweepStaging } from './sweep-staging.ts'
import { isAbandoned, uploadWorker } from './upload-worker.ts'

/** Data of uploads that nobody is known to work on is kept as long as this. */
const hoursToKeep = 24

/** Puts images back to queued whose upload died with its process, and removes what it left in the stores and
 * in the staging area. For the start. */
export async function recoverUploads(service: ImageService): Promise<void> {
  const markers = new Map(await service.db.images.withProperty('saving', uploadWorker))
  for (const id of await service.db.images.inStatus('saving'))
    await recover(service, id, 'saving', markers.get(id))
  for (const status of ['uploading', 'importing'] as const) {
    // Without a marker, staging has ended well, or the import is not a matter of this folder.
    const marked = await service.db.images.withProperty(status, uploadWorker)
    for (const [id, marker] of marked) await recover(service, id, status, marker)
  }
  await recoverTasks(service)
  await sweepStaging(service)
  await reclaim(service)
}

async function recover(
  service: ImageService,
  id: string,
  status: Receiving,
  marker: string | undefined,
): Promise<void> {
  if (!(await isAbandoned(service.db, marker))) return
  if (status === 'uploading') await openStaging(service).removePartial(id)
  if (status === 'saving') await discardUnrecorded(service, id)
  await cancelReceiving(service, id, { status, reason: 'the process that received it is gone' })
  await abandonTask(service, id)
}

/** The process may have died between the last byte and the record: the data is complete, and nobody knows of it. */
async function discardUnrecorded({ stores, log }: ImageService, id: string): Promise<void> {
  const { signal } = new AbortController()
  for (const store of stores.all) {
    if (await store.discard(id, { signal }))
      log.info(`removed the unrecorded data of image ${id} from store ${store.id}`)
  }
}

async function reclaim({ stores, log }: ImageService): Promise<void> {
  const olderThan = new Date(Date.now() - hoursToKeep * 3_600_000)
  const { signal } = new AbortController()
  for (const store of stores.all) {
    try {
      for await (const id of store.reclaim(olderThan, { signal })) {
        log.info(`removed from store ${store.id} what an interrupted upload of image ${id} had left`)
      }
    } catch (error) {
      if (error instanceof StoreError && error.fault === 'Unsupported') continue
      log.error(error, `store ${store.id} could not be cleaned of interrupted uploads`)
    }
  }
}
