import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageRow } from '../image-row.ts'
import type { ImageQuery, SortKey } from '../records.ts'
import { orderBy } from './order.ts'

type Where = RawBuilder<boolean>

/** A list as it is built: a blank stands for every value. */
export interface ListQuery extends ImageQuery {
  /** No less than the limit, and known when the statement is planned, where the planner should go by it. */
  readonly most?: number | undefined
}

/** Those images on the list that are found one way, the first of them by their sort keys. */
export type Part = RawBuilder<Pick<ImageRow, SortKey>>

/** A page is the first of what its parts have together. */
export interface Ways {
  readonly parts: readonly Part[]
  /** What decides between the parts, each evaluated once. */
  readonly checks?: readonly Check[]
}

export interface Check {
  readonly name: string
  readonly value: RawBuilder<unknown>
}

/** The value of a check, where it decides. */
export function resultOf({ name }: Check): RawBuilder<unknown> {
  return sql`(select result from ${sql.ref(name)})`
}

/** Finds the images by a condition, then sorts them. The part is empty unless `when` holds. */
export function sorted(engine: Engine, query: ListQuery, where: readonly Where[], when?: Where): Part {
  const { unindexed, fence } = engine.differences
  const order = orderBy(query.sort, key => unindexed(`images.${key}`))
  if (!engine.hasListIndexes)
    return limited(query, sql`${selectImages(query, where)} order by ${order}`, when)
  const found = sql`${selectImages(query, where)} ${fence}`
  return limited(query, sql`select * from (${found}) as images order by ${order}`, when)
}

/** Takes the images in order by an index, until there are enough. */
export function walked(query: ListQuery, where: readonly Where[], { when, ahead }: Walk = {}): Part {
  const order = orderBy(query.sort, key => sql.ref(`images.${key}`))
  const whole = ahead ? sql`${ahead}, ${order}` : order
  return limited(query, sql`${selectImages(query, where)} order by ${whole}`, when)
}

interface Walk {
  readonly when?: Where | undefined
  /** What the index has before the keys of the list. */
  readonly ahead?: RawBuilder<unknown>
}

function selectImages({ sort }: ImageQuery, where: readonly Where[]): Part {
  const columns = [...new Set(sort.map(({ key }) => key))].map(key => sql.ref(`images.${key}`))
  return sql`select ${sql.join(columns)} from images where ${sql.join(where, sql` and `)}`
}

function limited({ limit, most }: ListQuery, select: RawBuilder<unknown>, when: Where | undefined): Part {
  const enough = most === undefined ? sql`${limit}` : sql.lit(most)
  if (!when) return sql`${select} limit ${enough}`
  const unlessElsewhere = sql`(case when ${when} then ${enough} else 0 end)`
  // A limit that is not known is no reason for a planner to walk.
  if (most === undefined) return sql`${select} limit ${unlessElsewhere}`
  return sql`select * from (${select} limit ${enough}) as part limit ${unlessElsewhere}`
}
