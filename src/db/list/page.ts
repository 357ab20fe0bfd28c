import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { type IdsRow, readImages } from '../read-images.ts'
import type { ImageQuery, ImageRecord } from '../records.ts'
import { type WholeRow, wholeRow } from '../whole-images.ts'
import { orderBy } from './order.ts'
import type { Check, ListQuery, Part } from './parts.ts'
import { shapeOf } from './shape.ts'
import { waysByGlance } from './ways-by-glance.ts'
import { waysByOurs } from './ways-by-ours.ts'

export async function listImages(engine: Engine, query: ImageQuery): Promise<readonly ImageRecord[]> {
  if (query.limit === 0) return []
  const { key, query: blank, values } = shapeOf(engine, query)
  const compile = () => wholePageQuery(engine, blank).compile(engine.db)
  const compileIds = () => idsQuery(engine, blank).compile(engine.db)
  return readImages(engine, { shape: key, compile, compileIds, values })
}

/** Finds the page first, with no more than its order takes; then what is to be shown of it. */
export function wholePageQuery(engine: Engine, query: ListQuery): RawBuilder<WholeRow> {
  const order = orderBy(query.sort, key => sql.ref(`page.${key}`))
  return sql`select ${sql.join(wholeRow(engine))}
    from (${pageQuery(engine, query)}) as page left join images on images.id = page.id order by ${order}`
}

function idsQuery(engine: Engine, query: ListQuery): RawBuilder<IdsRow> {
  const { json, mark } = engine.differences
  return sql`select cast(${sql.raw(json.arrayOfRows)}(page.id) as text) as ids, ${sql.raw(mark)} as mark
    from (${pageQuery(engine, query)}) as page`
}

/** The rows of the page: the best of each part, then the best of these. */
function pageQuery(engine: Engine, query: ListQuery): Part {
  const { parts, checks = [] } = engine.hasListIndexes
    ? waysByOurs(engine, query)
    : waysByGlance(engine, query)
  const [only = nothing] = parts
  if (parts.length <= 1)
    return query.most === undefined ? only : sql`select * from (${only}) as part limit ${query.limit}`
  const union = sql.join(
    parts.map(part => sql`select * from (${part}) as part`),
    sql` union all `,
  )
  // Written so, SQLite sorts once what the parts have found, rather than each part again to merge them.
  const order = orderBy(query.sort, key => engine.differences.unindexed(key))
  return sql`${firstOf(checks)} select * from (${union}) as page order by ${order} limit ${query.limit}`
}

const nothing: Part = sql`select * from images where false`

function firstOf(checks: readonly Check[]): RawBuilder<unknown> {
  if (checks.length === 0) return sql``
  const tables = checks.map(
    ({ name, value }) => sql`${sql.ref(name)} (result) as materialized (select ${value})`,
  )
  return sql`with ${sql.join(tables)}`
}
