import type { TaskFilter, TaskSortKey } from '../../db/tasks/tasks.ts'
import { Fault } from '../../errors.ts'
import type { TaskListRequest } from '../../tasks/index.ts'
import { type PageLimits, readLimit } from '../paging.ts'
import { taskStatuses } from '../schemas/task.ts'

/** What `GET /v2/tasks?…` asks for. Of a parameter that stands there twice, the first counts where it steers the list, the last
 * where it filters. */
export function readTaskList(query: URLSearchParams, limits: PageLimits): TaskListRequest {
  return {
    direction: readDirection(query.get('sort_dir') ?? 'desc'),
    where: readFilters(query),
    marker: readMarker(query.get('marker')),
    limit: readLimit(query.get('limit'), limits),
    sortKey: readSortKey(query.get('sort_key') ?? 'created_at'),
  }
}

const filters: readonly TaskFilter[] = ['id', 'type', 'status', 'owner', 'image_id', 'request_id', 'user_id']
const sortKeys: readonly TaskSortKey[] = ['created_at', 'expires_at', 'owner', 'status', 'type', 'updated_at']

function readDirection(text: string): 'asc' | 'desc' {
  if (text === 'asc' || text === 'desc') return text
  throw new Fault('Invalid', `Invalid sort direction: ${text}`)
}

function readFilters(query: URLSearchParams): TaskListRequest['where'] {
  const last = new Map(query)
  const status = last.get('status')
  if (status && !taskStatuses.includes(status)) throw new Fault('Invalid', `Invalid status value: ${status}`)
  const type = last.get('type')
  if (type && type !== 'import') throw new Fault('Invalid', `Invalid type value: ${type}`)
  return Object.fromEntries(filters.flatMap(name => (last.has(name) ? [[name, last.get(name)]] : [])))
}

const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

function readMarker(marker: string | null): string | undefined {
  if (marker === null) return undefined
  if (marker && !uuid.test(marker)) throw new Fault('Invalid', 'Invalid marker format')
  return marker
}

function readSortKey(key: string): TaskSortKey {
  // As Glance has it: whoever sorts by id gets them by age.
  const found = key === 'id' ? 'created_at' : sortKeys.find(candidate => candidate === key)
  if (!found) throw new Fault('Invalid', 'Sort key supplied was not valid.')
  return found
}
