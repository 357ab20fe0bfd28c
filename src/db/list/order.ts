import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageQuery, ImageRecord, SortKey } from '../records.ts'

type Sort = ImageQuery['sort']
type Where = RawBuilder<boolean>

const indexed: readonly SortKey[] = ['id', 'created_at', 'updated_at']
const nullable: readonly string[] = ['name', 'size', 'container_format', 'disk_format']

/** Whether an index of Glance's yields images in this order. */
export function isIndexed(sort: Sort): boolean {
  return sort[0] !== undefined && indexed.includes(sort[0].key)
}

/** Whether an index of ours yields the images of one value in this order. */
export function isByCreation(sort: Sort): boolean {
  return isOneWay(sort) && sort.map(({ key }) => key).join() === 'created_at,id'
}

export function orderBy(sort: Sort, write: (key: SortKey) => RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join(sort.map(({ key, direction }) => sql`${write(key)} ${wayOf(key, direction)}`))
}

/** Null comes before everything else, on both databases, so that pages fit together. */
export function wayOf(column: string, direction: 'asc' | 'desc'): RawBuilder<unknown> {
  const nulls = nullable.includes(column) ? (direction === 'asc' ? ' nulls first' : ' nulls last') : ''
  return sql.raw(direction + nulls)
}

/** The rows that come after the marker. */
export function isAfter(engine: Engine, [first, ...rest]: Sort, marker: ImageRecord): Where {
  if (!first) return sql`false`
  const column = engine.differences.unindexed(`images.${first.key}`)
  const value = marker[first.key]
  const beyond = isBeyond(column, value, first.direction)
  if (rest.length === 0) return beyond
  const same = value === null ? sql`${column} is null` : sql`${column} = ${value}`
  return sql`(${beyond} or ${same} and ${isAfter(engine, rest, marker)})`
}

/** What an index on the first key can use of that: where to start. */
export function startsAt([first]: Sort, marker: ImageRecord): Where {
  if (!first) return sql`true`
  const value = marker[first.key]
  return first.direction === 'asc'
    ? sql`${sql.ref(`images.${first.key}`)} >= ${value}`
    : sql`${sql.ref(`images.${first.key}`)} <= ${value}`
}

/** The rows that come after the marker in sections, of each of which an index on all keys knows where it starts. */
export function sectionsAfter(engine: Engine, sort: Sort, marker: ImageRecord): readonly Where[] {
  const [first, ...rest] = sort
  if (!first || !isOneWay(sort) || rest.some(({ key }) => nullable.includes(key)))
    return [isAfter(engine, sort, marker)]
  if (!nullable.includes(first.key)) return [isFurther(sort, marker)]
  const column = sql.ref(`images.${first.key}`)
  if (marker[first.key] === null) {
    const sameWay = sql<boolean>`${column} is null and ${isFurther(rest, marker)}`
    return first.direction === 'asc' ? [sameWay, sql`${column} is not null`] : [sameWay]
  }
  const further = isFurther(sort, marker)
  return first.direction === 'asc' ? [further] : [further, sql`${column} is null`]
}

/** The same of keys that are never null and go one way, by a comparison of rows. `ahead` goes before the keys. */
export function isFurther(
  sort: Sort,
  marker: ImageRecord,
  ahead?: { readonly column: RawBuilder<unknown>; readonly value: unknown },
): Where {
  const columns = sort.map(({ key }) => sql.ref(`images.${key}`))
  const values = sort.map(({ key }) => sql`${marker[key]}`)
  if (ahead) {
    columns.unshift(ahead.column)
    values.unshift(sql`${ahead.value}`)
  }
  const further = sql.raw(sort[0]?.direction === 'asc' ? '>' : '<')
  return sql`(${sql.join(columns)}) ${further} (${sql.join(values)})`
}

function isOneWay(sort: Sort): boolean {
  return sort.every(({ direction }) => direction === sort[0]?.direction)
}

function isBeyond(
  column: RawBuilder<unknown>,
  value: string | number | null,
  direction: 'asc' | 'desc',
): Where {
  if (direction === 'asc') return value === null ? sql`${column} is not null` : sql`${column} > ${value}`
  return value === null ? sql`false` : sql`(${column} < ${value} or ${column} is null)`
}
