import { randomUUID } from 'node:crypto'
import type { ImageRecord } from '../db/records.ts'
import type { NewTask } from '../db/tasks/tasks.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
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
  await lockImage(service, image, id)
  try {
    const owner = projectId ?? image.owner ?? ''
    const origin = { image_id: image.id, user_id: userId, request_id: requestId }
    await service.db.tasks.insert({ id, type, status: 'pending', owner, input, ...origin })
  } catch (error) {
    await unlockImage(service, image.id, id)
    throw error
  }
  service.jobs.start(`task ${id}, ${type} of image ${image.id},`, signal =>
    runTask(service, { id, imageId: image.id, work: () => work(signal) }),
  )
}

interface RunningTask {
  readonly id: string
  readonly imageId: string
  work(): Promise<void>
}

async function runTask(service: ImageService, { id, imageId, work }: RunningTask): Promise<void> {
  try {
    await service.db.tasks.update(id, { status: 'processing' }, ['pending'])
    await work()
    await endTask(service, id, { status: 'success', result: { image_id: imageId } })
  } catch (error) {
    await endTask(service, id, { status: 'failure', message: reasonOf(error) })
    throw error
  } finally {
    await unlockImage(service, imageId, id)
  }
}

/** What is meant for clients is told them; other failures are the operator's to read in the log. */
function reasonOf(error: unknown): string {
  return error instanceof Fault ? error.message : 'Task failed due to Internal Error'
}
