import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageRow } from '../image-row.ts'
import type { ImageQuery, ImageRecord } from '../records.ts'
import { wholeImages } from '../whole-images.ts'
import { type Arm, armsOf } from './arms.ts'
import { filtersOf } from './conditions.ts'
import { isAfter, isIndexed, orderBy, startsAt } from './order.ts'

type Where = RawBuilder<boolean>
type Part = RawBuilder<ImageRow>

/** Up to this many images it is cheaper to sort those that an index on the condition finds than to walk the images in
 * order until a page is full. */
const sortable = 2000

export async function listImages(engine: Engine, query: ImageQuery): Promise<readonly ImageRecord[]> {
  if (query.limit === 0) return []
  const { rows } = await pageQuery(engine, query).execute(engine.db)
  return wholeImages(engine, rows)
}

/** The rows of the page: the best of each arm, then the best of these. */
export function pageQuery(engine: Engine, query: ImageQuery): Part {
  const arms = armsOf(engine, query)
  const parts = arms.flatMap(arm => partsOf(engine, query, arm))
  if (parts.length === 1 && parts[0]) return parts[0]
  if (parts.length === 0) return sql`select * from images where false`
  const union = sql.join(
    parts.map(part => sql`select * from (${part}) as arm`),
    sql` union all `,
  )
  const order = orderBy(query.sort, key => sql.ref(key))
  return sql`select * from (${union}) as page order by ${order} limit ${query.limit}`
}

function partsOf(engine: Engine, query: ImageQuery, arm: Arm): readonly Part[] {
  const { hasStatistics } = engine.differences
  const walkable = isIndexed(query.sort)
  const filters = [arm.filter, ...filtersOf(engine, query)]
  if (query.marker) filters.push(isAfter(engine, query.sort, query.marker))
  if (query.marker && walkable && hasStatistics) filters.push(startsAt(query.sort, query.marker))
  const handle = arm.handle(column => sql.ref(`images.${column}`))
  if (hasStatistics || arm.narrow || !walkable) return [sorted(engine, query, [handle, ...filters])]
  const unindexed = arm.handle(column => engine.differences.unindexed(`images.${column}`))
  // SQLite would have to guess which way is the shorter. Counting is cheap, and at most one of the two parts then runs.
  const few = sql<boolean>`(select count(*) from (
    select 1 from images where ${handle} limit ${sortable + 1})) <= ${sortable}`
  return [
    sorted(engine, query, [few, handle, ...filters]),
    walked(query, [sql`not ${few}`, unindexed, ...filters]),
  ]
}

function sorted({ differences }: Engine, query: ImageQuery, where: readonly Where[]): Part {
  const order = orderBy(query.sort, key => differences.unindexed(`images.${key}`))
  return selectImages(where, order, query.limit)
}

function walked(query: ImageQuery, where: readonly Where[]): Part {
  const start = query.marker ? [startsAt(query.sort, query.marker)] : []
  const order = orderBy(query.sort, key => sql.ref(`images.${key}`))
  return selectImages([...start, ...where], order, query.limit)
}

function selectImages(where: readonly Where[], order: RawBuilder<unknown>, limit: number): Part {
  return sql`select images.* from images where ${sql.join(where, sql` and `)} order by ${order} limit ${limit}`
}
