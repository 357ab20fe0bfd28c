import type { ImageRecord } from '../db/records.ts'
import type { NewTask, WholeTask } from '../db/tasks/tasks.ts'
import { Fault } from '../errors.ts'
import { receiving } from '../images/receiving.ts'
import { thisWorker, uploadWorker } from '../images/upload-worker.ts'
import type { ImageService } from '../service.ts'
import { endTask } from './end-task.ts'

/** Property that says which task has an image in hand. */
export const lock = 'os_glance_import_task'

/** Gives the image to a new task of this process, as long as no other has it; one that has not been heard of for long loses
 * it. */
export async function lockImage(service: ImageService, image: ImageRecord, task: NewTask): Promise<void> {
  const holder = image.properties.get(lock)
  if (typeof holder === 'string') await breakLock(service, image.id, holder)
  const worker = await thisWorker()
  const locked = await service.db.transaction(async ({ images, tasks }) => {
    // What came before may be over by now, and the image another than the task is for.
    if ((await images.find(image.id))?.status !== image.status) return false
    if (!(await images.addProperty(image.id, lock, task.id))) return false
    await images.setProperty(image.id, uploadWorker, worker)
    await tasks.insert(task)
    return true
  })
  if (locked) return
  throw new Fault(
    'Conflict',
    `New operation on image '${image.id}' is not permitted as prior operation is still in progress`,
  )
}

/** Nothing happens where the task has lost the image. A request that sends data meanwhile keeps its mark. */
export async function unlockImage({ db }: ImageService, imageId: string, taskId: string): Promise<void> {
  await db.transaction(async ({ images }) => {
    if (!(await images.removeProperty(imageId, lock, taskId))) return
    const status = (await images.find(imageId))?.status
    if (!receiving.some(each => each === status)) await images.setProperty(imageId, uploadWorker, null)
  })
}

/** Ends the task that has the image in hand, which died with its process. */
export async function abandonTask(service: ImageService, imageId: string): Promise<void> {
  const holder = (await service.db.images.find(imageId))?.properties.get(lock)
  if (typeof holder !== 'string') return
  await endTask(service, holder, { status: 'failure', message: 'The process that ran the task has ended.' })
  await unlockImage(service, imageId, holder)
}

/** Ends the task that had the deleted image in hand: whatever becomes of its work, nobody gets anything from it. */
export async function failTaskOfDeleted(service: ImageService, { properties }: ImageRecord): Promise<void> {
  const holder = properties.get(lock)
  if (typeof holder === 'string') await failForDeletion(service, holder)
}

export function failForDeletion(service: ImageService, taskId: string): Promise<void> {
  return endTask(service, taskId, { status: 'failure', message: 'The image has been deleted.' })
}

async function breakLock(service: ImageService, imageId: string, holder: string): Promise<void> {
  const task = await service.db.tasks.find(holder, { isAdmin: true, projectId: null })
  if (task && !isSilent(task)) throw new Fault('Conflict', 'Image has active task')
  if (task) await endTask(service, holder, { status: 'failure', message: 'Expired lock preempted' })
  await unlockImage(service, imageId, holder)
  service.log.warn(`image ${imageId} was in the hands of task ${holder}, which is over or long silent`)
}

const minutesOfSilence = 60

/** A task that has not begun may have to wait longer for its turn. */
function isSilent({ status, updated_at }: WholeTask): boolean {
  const minutes = status === 'pending' ? 2 * minutesOfSilence : minutesOfSilence
  return Date.now() - Date.parse(`${updated_at.replace(' ', 'T')}Z`) >= minutes * 60_000
}
