import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageQuery } from '../records.ts'

// So many images are sorted in the time in which one would like a page.
const sortable = 2000

/** Whether sorting these rows is cheaper than walking all images until the page is full. With n images of m the walk takes
 * some limit * m / n steps: it wins from n = sqrt(limit * m) on. `rows` is what stands after `from`. */
export function isFew(engine: Engine, { limit }: ImageQuery, rows: RawBuilder<unknown>): RawBuilder<boolean> {
  const most = sql.lit(sortable ** 2)
  const steps = sql`${limit} * ${engine.differences.imageCount}`
  const bound = sql`cast(sqrt(case when ${steps} < ${most} then ${steps} else ${most} end) as integer)`
  return sql`(select 1 from ${rows} limit 1 offset ${bound}) is null`
}
