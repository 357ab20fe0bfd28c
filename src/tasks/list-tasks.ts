import type { TaskQuery, TaskRecord } from '../db/tasks/tasks.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { viewer } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorizeTasks, expireOwnTasks } from './access.ts'

/** A page as the client asks for it. `marker` is the id of the task after which it begins. */
export type TaskListRequest = Omit<TaskQuery, 'viewer' | 'marker'> & { readonly marker?: string }

export interface TaskPage {
  readonly tasks: readonly TaskRecord[]
  /** The marker of the next page, where there may be one. */
  readonly next?: string
}

export async function listTasks(
  service: ImageService,
  context: RequestContext,
  { marker, ...request }: TaskListRequest,
): Promise<TaskPage> {
  authorizeTasks(service, context, 'get_tasks')
  await expireOwnTasks(service, context)
  const after = marker === undefined ? undefined : await findMarker(service, context, marker)
  const tasks = await service.db.tasks.list({ ...request, viewer: viewer(context), marker: after })
  return { tasks, next: tasks.length === request.limit ? tasks.at(-1)?.id : undefined }
}

async function findMarker({ db }: ImageService, context: RequestContext, id: string): Promise<TaskRecord> {
  const task = await db.tasks.find(id, viewer(context))
  if (!task) throw new Fault('Invalid', `Task with the given id ${id} was not found`)
  return task
}
