import { Fault, notAuthorized } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'

/** Refuses with 403 whom the policies keep from the tasks API, or from this part of it. */
export function authorizeTasks({ policy }: ImageService, context: RequestContext, rule?: string): void {
  const target = { project_id: context.projectId }
  for (const name of ['tasks_api_access', ...(rule ? [rule] : [])]) {
    if (!policy.allows(context, name, target)) throw notAuthorized(name)
  }
}

/** Takes out the caller's tasks whose time is over: nobody else does. */
export async function expireOwnTasks({ db }: ImageService, { projectId }: RequestContext): Promise<void> {
  if (projectId !== null) await db.tasks.expire(projectId)
}

export function noSuchTask(id: string): Fault {
  return new Fault('NotFound', `Could not find task ${id}`)
}
