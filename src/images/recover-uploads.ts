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
 * in the staging area. In the background, for the start: what the end of the service breaks off, the next start does. */
export function recoverUploads(service: ImageService): void {
  const what = 'cleaning up after interrupted uploads'
  service.jobs.start(what, async signal => {
    try {
      await recoverAll(service, signal)
    } catch (error) {
      // Without a schema nothing can be asked: that has been told as it is.
      const isTold = await lacksSchema(service)
      if (!signal.aborted && !isTold) service.log.error(`${what} failed: ${(error as Error).message}`)
    }
  })
}

async function lacksSchema({ db }: ImageService): Promise<boolean> {
  return db.revision().then(
    revision => revision === undefined,
    () => false,
  )
}

async function recoverAll(service: ImageService, signal: AbortSignal): Promise<void> {
  const markers = new Map(await service.db.images.withProperty('saving', uploadWorker))
  for (const id of await service.db.images.inStatus('saving'))
    await recover(service, { id, status: 'saving', marker: markers.get(id) }, signal)
  for (const status of ['uploading', 'importing'] as const) {
    // Without a marker, staging has ended well, or the import is not a matter of this folder.
    const marked = await service.db.images.withProperty(status, uploadWorker)
    for (const [id, marker] of marked) await recover(service, { id, status, marker }, signal)
  }
  signal.throwIfAborted()
  await recoverTasks(service)
  await sweepStaging(service, signal)
  await reclaim(service, signal)
}

interface Interrupted {
  readonly id: string
  readonly status: Receiving
  readonly marker: string | undefined
}

async function recover(
  service: ImageService,
  { id, status, marker }: Interrupted,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  if (!(await isAbandoned(service.db, marker))) return
  if (status === 'uploading') await openStaging(service).removePartial(id)
  if (status === 'saving') await discardUnrecorded(service, id, signal)
  await cancelReceiving(service, id, { status, reason: 'the process that received it is gone' })
  await abandonTask(service, id)
}

/** The process may have died between the last byte and the record: the data is complete, and nobody knows of it. */
async function discardUnrecorded(
  { stores, log }: ImageService,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  for (const store of stores.all) {
    if (await store.discard(id, { signal }))
      log.info(`removed the unrecorded data of image ${id} from store ${store.id}`)
  }
}

async function reclaim({ stores, log }: ImageService, signal: AbortSignal): Promise<void> {
  const olderThan = new Date(Date.now() - hoursToKeep * 3_600_000)
  for (const store of stores.all) {
    try {
      for await (const id of store.reclaim(olderThan, { signal })) {
        log.info(`removed from store ${store.id} what an interrupted upload of image ${id} had left`)
      }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof StoreError && error.fault === 'Unsupported') continue
      log.error(error, `store ${store.id} could not be cleaned of interrupted uploads`)
    }
  }
}
