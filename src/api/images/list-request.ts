import type { Condition, ImageColumns, MemberStatus, SortKey, Visibility } from '../../db/records.ts'
import { Fault } from '../../errors.ts'
import type { ImageListRequest } from '../../images/index.ts'
import { type PageLimits, readLimit } from '../paging.ts'
import { splitOperator, splitQuotedList } from './filter-value.ts'
import { readIsoTime } from './iso-time.ts'
import { numberConditions } from './number-filter.ts'
import { readSort } from './sort.ts'

/** What `GET /v2/images?…` asks for. Of a parameter that stands there twice, the first counts where it steers the list,
 * the last where it filters. */
export function readListRequest(query: URLSearchParams, limits: PageLimits): ImageListRequest {
  const filters = new Map(query)
  for (const name of steering) filters.delete(name)
  const visibility = readVisibility(filters)
  if (filters.get('changes-since')) {
    throw new Fault('Invalid', 'The "changes-since" filter is no longer available on v2.')
  }
  const tags = query.getAll('tag').map(tag => tag.trim())
  const { where, properties } = readFilters(filters)
  refuseTooManyFilters(tags.length + properties.size)
  return {
    visibility,
    memberStatus: readMemberStatus(query.get('member_status') ?? 'accepted'),
    limit: readLimit(query.get('limit'), limits),
    marker: query.get('marker') ?? undefined,
    tags,
    sort: readSort(query, sortKeys),
    where,
    properties,
  }
}

/** Each is a table of its own to the database, and SQLite takes no more than some hundreds. */
function refuseTooManyFilters(count: number): void {
  if (count <= mostFilters) return
  throw new Fault('Invalid', `A list can be filtered by ${mostFilters} tags and properties at most.`)
}

const mostFilters = 100

const steering = ['limit', 'marker', 'member_status', 'tag', 'sort', 'sort_key', 'sort_dir']

const sortKeys: readonly SortKey[] = [
  'name',
  'status',
  'container_format',
  'disk_format',
  'size',
  'id',
  'created_at',
  'updated_at',
]

function readVisibility(filters: Map<string, string>): Visibility | 'all' | undefined {
  const visibility = filters.get('visibility')
  filters.delete('visibility')
  if (!visibility) return undefined
  if (['community', 'public', 'private', 'shared', 'all'].includes(visibility))
    return visibility as Visibility
  throw new Fault('Invalid', `Invalid visibility value: ${visibility}`)
}

function readMemberStatus(status: string): MemberStatus | 'all' {
  if (['pending', 'accepted', 'rejected', 'all'].includes(status)) return status as MemberStatus
  throw new Fault('Invalid', `Invalid status: ${status}`)
}

function readFilters(filters: ReadonlyMap<string, string>): Pick<ImageListRequest, 'where' | 'properties'> {
  const where: Condition[] = readFlags(filters)
  const properties = new Map<string, string>()
  for (const [name, value] of filters) {
    if (name === 'os_hidden' || name === 'protected') continue
    const conditions = columnConditions(name, value)
    if (conditions) where.push(...conditions)
    else properties.set(name, value)
  }
  return { where, properties }
}

function readFlags(filters: ReadonlyMap<string, string>): Condition[] {
  const hidden = readFlag('os_hidden', (filters.get('os_hidden') ?? 'false').toLowerCase())
  const isProtected = filters.get('protected')
  return [hidden, ...(isProtected === undefined ? [] : [readFlag('protected', isProtected)])]
}

function readFlag(column: 'os_hidden' | 'protected', value: string): Condition {
  if (value === 'true' || value === 'false') return { column, operator: 'eq', value: value === 'true' }
  const valid = "Valid values are 'true' or 'false'."
  throw new Fault('Invalid', `Invalid value '${value}' for '${column}' filter. ${valid}`)
}

/** Undefined where no column of an image is meant. */
function columnConditions(name: string, value: string): readonly Condition[] | undefined {
  switch (name) {
    case 'created_at':
    case 'updated_at':
      return [timeCondition(name, value)]
    case 'name':
    case 'id':
    case 'status':
    case 'container_format':
    case 'disk_format':
      return [textCondition(name, value)]
    case 'checksum':
    case 'os_hash_algo':
    case 'os_hash_value':
    case 'owner':
      return [{ column: name, operator: 'eq', value }]
    default:
      return numberConditions(name, value)
  }
}

function textCondition(column: keyof ImageColumns, expression: string): Condition {
  const [operator, operand] = splitOperator(expression)
  if (operator === 'eq') return { column, operator, value: operand }
  if (operator === 'in') return { column, operator, value: splitQuotedList(operand) }
  throw new Fault('Invalid', `Unable to filter by unknown operator '${operator}'.`)
}

function timeCondition(column: 'created_at' | 'updated_at', expression: string): Condition {
  const [operator, operand] = splitOperator(expression)
  const value = readIsoTime(operand)
  if (!value) {
    throw new Fault('Invalid', `Bad "${column}" query filter format. Use ISO 8601 DateTime notation.`)
  }
  switch (operator) {
    case 'eq':
    case 'neq':
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { column, operator, value }
    default:
      throw new Fault('Invalid', 'Unable to filter on a unknown operator.')
  }
}
