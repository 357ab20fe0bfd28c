import { Fault } from '../../errors.ts'
import { authorizeTasks, createTask, listImageTasks, listTasks, showTask } from '../../tasks/index.ts'
import { sendValue } from '../answer.ts'
import { readJson } from '../body.ts'
import type { Exchange } from '../exchange.ts'
import { pageLinks } from '../paging.ts'
import { queryOf } from '../query.ts'
import type { Schemas } from '../schemas/index.ts'
import { readTaskList } from './list-request.ts'
import { imageTaskView, taskSummary, taskView } from './views.ts'

type OfTask = Exchange<'task_id'>

/** Whoever has no business here learns nothing of what is wrong with the request. */
export async function list({ req, res, context, site }: Exchange): Promise<void> {
  authorizeTasks(site.service, context)
  const query = queryOf(req)
  const { tasks, next } = await listTasks(site.service, context, readTaskList(query, site.settings))
  const { first, next: following } = pageLinks('/v2/tasks', query, next)
  sendValue(res, { tasks: tasks.map(taskSummary), first, schema: '/v2/schemas/tasks', next: following })
}

export async function show({ res, params, context, site }: OfTask): Promise<void> {
  sendValue(res, taskView(await showTask(site.service, context, params.task_id)))
}

export async function create({ req, context, site }: Exchange): Promise<void> {
  authorizeTasks(site.service, context)
  createTask(site.service, context, draftOf(await readJson(req), site.schemas))
}

export function remove({ context, site }: OfTask): void {
  authorizeTasks(site.service, context)
  throw new Fault('MethodNotAllowed', selfDeleting, { headers: { Allow: 'GET' } })
}

export async function listOfImage({ res, params, context, site }: Exchange<'image_id'>): Promise<void> {
  const tasks = await listImageTasks(site.service, context, params.image_id)
  sendValue(res, { tasks: tasks.map(imageTaskView) })
}

const selfDeleting =
  'This operation is currently not permitted on Glance Tasks. ' +
  'They are auto deleted after reaching the time based on their expires_at property.'

interface TaskBody {
  readonly type: string
  readonly input: Readonly<Record<string, unknown>> | null
}

function draftOf(body: object, { validate }: Schemas): TaskBody {
  for (const name of ['type', 'input']) {
    if (Array.isArray(body) || !Object.hasOwn(body, name)) {
      throw new Fault('Invalid', `Task '${name}' is required`)
    }
  }
  validate.task(body)
  return body as TaskBody
}
