import { type RawBuilder, sql } from 'kysely'
import type { PageQuery } from './records.ts'

/** Columns that may be null, and what they then count as. */
const standIns: Readonly<Record<string, RawBuilder<unknown>>> = {
  display_name: sql`''`,
  description: sql`''`,
  visibility: sql`''`,
  protected: sql`${false}`,
  updated_at: sql.ref('created_at'),
}

/** The rows of the page that meet the conditions. */
export function pageOf<Row>(
  table: string,
  where: readonly RawBuilder<boolean>[],
  { sortKey, direction, marker, limit }: PageQuery<string>,
): RawBuilder<Row> {
  const keys = [orderable(sortKey), sql.ref('created_at'), sql.ref('id')]
  const conditions = marker === undefined ? where : [...where, isAfter(table, keys, marker, direction)]
  const order = sql.join(keys.map(key => sql`${key} ${sql.raw(direction)}`))
  const end = limit === undefined ? sql`` : sql`limit ${limit}`
  return sql`select * from ${sql.table(table)}
    where ${sql.join([sql`true`, ...conditions], sql` and `)} order by ${order} ${end}`
}

function orderable(column: string): RawBuilder<unknown> {
  const standIn = standIns[column]
  return standIn ? sql`coalesce(${sql.ref(column)}, ${standIn})` : sql.ref(column)
}

function isAfter(
  table: string,
  keys: readonly RawBuilder<unknown>[],
  marker: number,
  direction: 'asc' | 'desc',
): RawBuilder<boolean> {
  const row = sql.join(keys)
  const comparison = sql.raw(direction === 'asc' ? '>' : '<')
  return sql`(${row}) ${comparison} (select ${row} from ${sql.table(table)} where id = ${marker})`
}
