import type { NamespaceSortKey, NamespaceVisibility, TagSortKey } from '../../db/metadefs/records.ts'
import { Fault } from '../../errors.ts'
import type { NamespaceListRequest, TagListRequest } from '../../metadefs/index.ts'
import { type PageLimits, readLimit } from '../paging.ts'

/** What `GET /v2/metadefs/namespaces?…` asks for. Of a parameter that stands there twice, the first counts where it steers the
 * list, the last where it filters. */
export function readNamespaceList(query: URLSearchParams, limits: PageLimits): NamespaceListRequest {
  return {
    visibility: readVisibility(query, ['public', 'private']) as NamespaceVisibility | undefined,
    resourceTypes: query.getAll('resource_types').at(-1)?.split(','),
    limit: readLimit(query.get('limit'), limits),
    marker: query.get('marker') || undefined,
    ...readOrder(query, namespaceKeys),
  }
}

/** What `GET …/tags?…` asks for: all, unless it says how many. */
export function readTagList(query: URLSearchParams): TagListRequest {
  readVisibility(query, ['public', 'private', 'shared'])
  return {
    limit: query.get('limit') ? readLimit(query.get('limit'), endless) : undefined,
    marker: query.get('marker') || undefined,
    ...readOrder(query, tagKeys),
  }
}

/** Objects come whole, whatever is asked; but what is asked must make sense. */
export function checkObjectList(query: URLSearchParams): void {
  readVisibility(query, ['public', 'private', 'shared'])
  readDirection(query)
  if (query.get('limit') !== null && readLimit(query.get('limit'), endless) === 0) {
    throw new Fault('Invalid', 'limit param must be positive')
  }
}

const namespaceKeys: readonly NamespaceSortKey[] = [
  'namespace',
  'display_name',
  'description',
  'visibility',
  'protected',
  'owner',
  'created_at',
  'updated_at',
  'id',
]

const tagKeys: readonly TagSortKey[] = ['name', 'created_at', 'updated_at', 'id']

const endless = { limit_param_default: 2 ** 31 - 1, api_limit_max: 2 ** 31 - 1 }

export function readVisibility(query: URLSearchParams, known: readonly string[]): string | undefined {
  const visibility = query.getAll('visibility').at(-1)
  if (!visibility) return undefined
  if (known.includes(visibility)) return visibility
  throw new Fault('Invalid', `Invalid visibility value: ${visibility}`)
}

function readOrder<Key extends string>(
  query: URLSearchParams,
  keys: readonly Key[],
): { readonly sortKey: Key | 'created_at'; readonly direction: 'asc' | 'desc' } {
  const wanted = query.get('sort_key') ?? 'created_at'
  const sortKey = keys.find(key => key === wanted)
  if (!sortKey) {
    const available = `It must be one of the following: ${keys.join(', ')}.`
    throw new Fault('Invalid', `Invalid sort key: ${wanted}. ${available}`)
  }
  return { sortKey, direction: readDirection(query) }
}

function readDirection(query: URLSearchParams): 'asc' | 'desc' {
  const direction = query.get('sort_dir') ?? 'desc'
  if (direction === 'asc' || direction === 'desc') return direction
  throw new Fault('Invalid', `Invalid sort direction: ${direction}`)
}
