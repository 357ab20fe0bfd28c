import type { WholeTask } from '../db/tasks/tasks.ts'
import type { RequestContext } from '../identity/context.ts'
import { viewer } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorizeTasks, expireOwnTasks, noSuchTask } from './access.ts'

export async function showTask(
  service: ImageService,
  context: RequestContext,
  id: string,
): Promise<WholeTask> {
  authorizeTasks(service, context, 'get_task')
  await expireOwnTasks(service, context)
  const task = await service.db.tasks.find(id, viewer(context))
  if (!task) throw noSuchTask(id)
  return task
}
