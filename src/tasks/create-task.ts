import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { authorizeTasks } from './access.ts'

export interface TaskDraft {
  readonly type: string
  readonly input: Readonly<Record<string, unknown>> | null
}

/** Refuses what makes no sense. What does is refused, too, and honestly: this service runs no tasks that are asked for as such. */
export function createTask(
  service: ImageService,
  context: RequestContext,
  { type, input }: TaskDraft,
): never {
  authorizeTasks(service, context, 'add_task')
  if (type === 'import') refuseBadSource(input?.import_from)
  throw new Fault('NotImplemented', `Tasks of type '${type}' cannot be run by this service.`)
}

function refuseBadSource(source: unknown): void {
  if (!source || typeof source !== 'string') {
    throw new Fault('Invalid', `Invalid location: ${typeof source === 'string' ? source : 'None'}`)
  }
  if (/^https?:\/\//.test(source)) return
  if (/^(file|filesystem):\/\/\//.test(source)) {
    throw new Fault(
      'Invalid',
      'File based imports are not allowed. Please use a non-local source of image data.',
    )
  }
  const valid = 'Please specify a valid uri from the following list of supported uri'
  throw new Fault('Invalid', `The given uri is not valid. ${valid} ['http']`)
}
