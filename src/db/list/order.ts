import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageQuery, ImageRecord, SortKey } from '../records.ts'

type Sort = ImageQuery['sort']
type Where = RawBuilder<boolean>

const indexed: readonly SortKey[] = ['id', 'created_at', 'updated_at']
const nullable: readonly SortKey[] = ['name', 'size', 'container_format', 'disk_format']

/** Whether an index yields images in this order. */
export function isIndexed(sort: Sort): boolean {
  return sort[0] !== undefined && indexed.includes(sort[0].key)
}

/** Null comes before everything else, on both databases, so that pages fit together. */
export function orderBy(sort: Sort, column: (key: SortKey) => RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join(
    sort.map(({ key, direction }) => {
      const nulls = nullable.includes(key) ? (direction === 'asc' ? ' nulls first' : ' nulls last') : ''
      return sql`${column(key)} ${sql.raw(direction + nulls)}`
    }),
  )
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

function isBeyond(
  column: RawBuilder<unknown>,
  value: string | number | null,
  direction: 'asc' | 'desc',
): Where {
  if (direction === 'asc') return value === null ? sql`${column} is not null` : sql`${column} > ${value}`
  return value === null ? sql`false` : sql`(${column} < ${value} or ${column} is null)`
}
