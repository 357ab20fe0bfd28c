import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageRow } from '../image-row.ts'
import { type IdsRow, readImages } from '../read-images.ts'
import type { ImageQuery, ImageRecord, SortKey } from '../records.ts'
import { type WholeRow, wholeRow } from '../whole-images.ts'
import { type Arm, armsOf } from './arms.ts'
import { filtersOf, hasRareTag, isRareTag } from './conditions.ts'
import { isAfter, isIndexed, orderBy, startsAt } from './order.ts'
import { shapeOf } from './shape.ts'

type Where = RawBuilder<boolean>
type Part = RawBuilder<Pick<ImageRow, SortKey>>

// So many images are sorted in the time in which one would like a page.
const sortable = 2000

export async function listImages(engine: Engine, query: ImageQuery): Promise<readonly ImageRecord[]> {
  if (query.limit === 0) return []
  const { key, query: blank, values } = shapeOf(engine, query)
  const compile = () => wholePageQuery(engine, blank).compile(engine.db)
  const compileIds = () => idsQuery(engine, blank).compile(engine.db)
  return readImages(engine, { shape: key, compile, compileIds, values })
}

/** Finds the page first, with no more than its order takes; then what is to be shown of it. */
export function wholePageQuery(engine: Engine, query: ImageQuery): RawBuilder<WholeRow> {
  const order = orderBy(query.sort, key => sql.ref(`page.${key}`))
  return sql`select ${sql.join(wholeRow(engine))}
    from (${pageQuery(engine, query)}) as page left join images on images.id = page.id order by ${order}`
}

function idsQuery(engine: Engine, query: ImageQuery): RawBuilder<IdsRow> {
  const { json, mark } = engine.differences
  return sql`select cast(${sql.raw(json.arrayOfRows)}(page.id) as text) as ids, ${sql.raw(mark)} as mark
    from (${pageQuery(engine, query)}) as page`
}

/** The rows of the page: the best of each arm, then the best of these. Many values of an `in` come as a `list`. */
function pageQuery(engine: Engine, query: ImageQuery): Part {
  const parts = armsOf(engine, query).flatMap(arm => partsOf(engine, query, arm))
  if (parts.length === 1 && parts[0]) return parts[0]
  if (parts.length === 0) return selectImages(query, [sql`false`])
  const union = sql.join(
    parts.map(part => sql`select * from (${part}) as arm`),
    sql` union all `,
  )
  // Written so, SQLite sorts once what the arms have found, rather than each arm again to merge them.
  const order = orderBy(query.sort, key => engine.differences.unindexed(key))
  return sql`select * from (${union}) as page order by ${order} limit ${query.limit}`
}

function partsOf(engine: Engine, query: ImageQuery, arm: Arm): readonly Part[] {
  const { hasStatistics } = engine.differences
  const walkable = isIndexed(query.sort)
  const handle = arm.handle(column => sql.ref(`images.${column}`))
  const filters = [arm.filter, ...filtersOf(engine, query)]
  if (query.marker) filters.push(isAfter(engine, query.sort, query.marker))
  if (query.marker && walkable && hasStatistics) filters.push(startsAt(query.sort, query.marker))
  if (hasStatistics || arm.narrow || !walkable) return [sorted(engine, query, [handle, ...filters])]
  const unindexed = arm.handle(column => engine.differences.unindexed(`images.${column}`))
  return estimated(engine, query, { handle, filters: [unindexed, ...filters] })
}

// SQLite would have to guess which way is the shortest. A look at the indexes tells; the other ways get a limit of nothing.
function estimated(
  engine: Engine,
  query: ImageQuery,
  { handle, filters }: { readonly handle: Where; readonly filters: readonly Where[] },
): readonly Part[] {
  const few = isFew(query, handle)
  const ifFew = sorted(engine, query, [handle, ...filters], few)
  const [tag] = query.tags
  if (tag === undefined) return [ifFew, walked(query, filters, sql`not ${few}`)]
  const rare = isRareTag(tag)
  return [
    ifFew,
    sorted(engine, query, [hasRareTag(tag), ...filters], sql`not ${few} and ${rare}`),
    walked(query, filters, sql`not ${few} and not ${rare}`),
  ]
}

/** Whether sorting what the handle finds is cheaper than walking all images until the page is full. With n images of m the
 * walk takes some limit * m / n steps: it wins from n = sqrt(limit * m) on. */
function isFew({ limit }: ImageQuery, handle: Where): Where {
  const most = sql<number>`(select min(${sortable}, cast(sqrt(${limit} * ifnull(max(rowid), 0)) as integer)) from images)`
  return sql`(select count(*) from (select 1 from images where ${handle} limit ${most} + 1)) <= ${most}`
}

/** Finds the images by a condition, then sorts them. */
function sorted({ differences }: Engine, query: ImageQuery, where: readonly Where[], when?: Where): Part {
  const order = orderBy(query.sort, key => differences.unindexed(`images.${key}`))
  return sql`${selectImages(query, where)} order by ${order} limit ${limitOf(query, when)}`
}

/** Takes the images in order by an index, until there are enough. */
function walked(query: ImageQuery, where: readonly Where[], when: Where): Part {
  const start = query.marker ? [startsAt(query.sort, query.marker)] : []
  const order = orderBy(query.sort, key => sql.ref(`images.${key}`))
  return sql`${selectImages(query, [...start, ...where])} order by ${order} limit ${limitOf(query, when)}`
}

function selectImages({ sort }: ImageQuery, where: readonly Where[]): Part {
  const keys = new Set(sort.map(({ key }) => key))
  const columns = [...keys].map(key => sql.ref(`images.${key}`))
  return sql`select ${sql.join(columns)} from images where ${sql.join(where, sql` and `)}`
}

function limitOf({ limit }: ImageQuery, when: Where | undefined): RawBuilder<number> {
  return when ? sql`(case when ${when} then ${limit} else 0 end)` : sql`${limit}`
}
