import { setTimeout as wait } from 'node:timers/promises'
import type { ImageRecord } from '../db/records.ts'
import type { TaskRecord } from '../db/tasks/tasks.ts'
import type { ImageService } from '../service.ts'
import { abandonTask, failForDeletion, lock } from '../tasks/image-lock.ts'
import { continueImageTask } from '../tasks/start-image-task.ts'
import { finishHashing } from './import-location.ts'
import { isAbandoned, isAtWork, thisWorker, uploadWorker } from './upload-worker.ts'

const type = 'location_import'

/** Takes over the tasks whose process is gone, and ends those whose image is. An image that serves already still gets its hash;
 * one that waited for its data is free for the next try. What processes of this machine still have in hand is looked after, in
 * case they leave it. */
export async function recoverTasks(service: ImageService, millisecondsBetweenLooks = 5000): Promise<void> {
  if (!(await takeOver(service))) return
  service.jobs.start('looking after the tasks of other processes', async signal => {
    do await wait(millisecondsBetweenLooks, undefined, { signal }).catch(() => undefined)
    while (!signal.aborted && (await takeOver(service)))
  })
}

/** Whether processes of this machine are at work on others. */
async function takeOver(service: ImageService): Promise<boolean> {
  let othersAtWork = false
  for (const { id, image_id } of await unfinishedTasks(service)) {
    if (image_id === null) continue
    const image = await service.db.images.find(image_id)
    if (!image) await failForDeletion(service, id)
    if (image?.properties.get(lock) !== id) continue
    const marker = image.properties.get(uploadWorker) ?? undefined
    if (!(await isAbandoned(service.db, marker))) {
      othersAtWork ||= marker !== undefined && (await isAtWork(marker)) === true
    } else if (await claim(service, image.id, marker)) {
      await recoverTask(service, image, id)
    }
  }
  return othersAtWork
}

const everybody = { isAdmin: true, projectId: null }
const mostTasks = 1000

async function unfinishedTasks({ db }: ImageService): Promise<readonly TaskRecord[]> {
  const order = { sortKey: 'created_at', direction: 'asc', limit: mostTasks } as const
  const inStatus = (status: string) => db.tasks.list({ viewer: everybody, where: { type, status }, ...order })
  return [...(await inStatus('pending')), ...(await inStatus('processing'))]
}

/** Of several processes one gets it. */
async function claim({ db }: ImageService, imageId: string, marker: string | undefined): Promise<boolean> {
  const worker = await thisWorker()
  return db.transaction(async ({ images }) => {
    if (marker !== undefined && !(await images.removeProperty(imageId, uploadWorker, marker))) return false
    return images.addProperty(imageId, uploadWorker, worker)
  })
}

async function recoverTask(service: ImageService, image: ImageRecord, taskId: string): Promise<void> {
  const task = await service.db.tasks.find(taskId, everybody)
  const url = task?.input?.loc_url
  if (typeof url !== 'string' || !['active', 'deactivated'].includes(image.status)) {
    return abandonTask(service, image.id)
  }
  service.log.info(`going on with task ${taskId}, whose process is gone`)
  continueImageTask(service, {
    id: taskId,
    type,
    imageId: image.id,
    work: signal => finishHashing(service, image, url, signal),
  })
}
