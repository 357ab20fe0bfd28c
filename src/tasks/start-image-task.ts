import { randomUUID } from 'node:crypto'
import type { ImageRecord } from '../db/records.ts'
import type { NewTask } from '../db/tasks/tasks.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { noWorker, uploadWorker } from '../images/upload-worker.ts'
import type { ImageService } from '../service.ts'
import { endTask } from './end-task.ts'
import { lockImage, unlockImage } from './image-lock.ts'

export interface ImageTask extends Pick<NewTask, 'type' | 'input'> {
  readonly image: ImageRecord
  work(signal: AbortSignal): Promise<void>
}

/** Takes an image in hand and works on it in the background, with a task that tells how it goes. 409 while another task has
 * the image. */
export async function startImageTask(
  service: ImageService,
  { projectId, userId, requestId }: RequestContext,
  { image, type, input, work }: ImageTask,
): Promise<void> {
  const id = randomUUID()
  const owner = projectId ?? image.owner ?? ''
  const origin = { image_id: image.id, user_id: userId, request_id: requestId }
  await lockImage(service, image, { id, type, status: 'pending', owner, input, ...origin })
  runInBackground(service, { id, type, imageId: image.id, work })
}

/** Goes on with a task that another process has left: the image is in this one's hands already. */
export function continueImageTask(service: ImageService, task: RunningTask): void {
  runInBackground(service, task)
}

/** Thrown by work that has to stop, and that the next process can go on with. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished'
}

interface RunningTask extends Pick<NewTask, 'id' | 'type'> {
  readonly imageId: string
  work(signal: AbortSignal): Promise<void>
}

function runInBackground(service: ImageService, task: RunningTask): void {
  service.jobs.start(`task ${task.id}, ${task.type} of image ${task.imageId},`, signal =>
    runTask(service, task, signal),
  )
}

async function runTask(
  service: ImageService,
  { id, imageId, work }: RunningTask,
  signal: AbortSignal,
): Promise<void> {
  let isOver = true
  try {
    await service.db.tasks.update(id, { status: 'processing' }, ['pending'])
    await work(signal)
    await endTask(service, id, { status: 'success', result: { image_id: imageId } })
  } catch (error) {
    isOver = !(error instanceof Unfinished)
    if (isOver) await endTask(service, id, { status: 'failure', message: reasonOf(error, signal) })
    throw error
  } finally {
    if (isOver) await unlockImage(service, imageId, id)
    else await service.db.images.setProperty(imageId, uploadWorker, noWorker())
  }
}

/** What is meant for clients is told them; other failures are the operator's to read in the log. */
function reasonOf(error: unknown, { aborted }: AbortSignal): string {
  if (error instanceof Fault) return error.message
  return aborted ? 'The service has ended before the task.' : 'Task failed due to Internal Error'
}
