import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { type Arm, armsOf } from './arms.ts'
import { filtersOf, hasRareTag, isRareTag } from './conditions.ts'
import { isFew } from './few.ts'
import { isAfter, isIndexed, startsAt } from './order.ts'
import { type Check, type ListQuery, resultOf, sorted, type Ways, walked } from './parts.ts'

type Where = RawBuilder<boolean>

/** How a page is found with no other indexes than Glance's. */
export function waysByGlance(engine: Engine, query: ListQuery): Ways {
  const ways = armsOf(engine, query).map((arm, number) => waysOf(engine, query, { arm, number }))
  return { parts: ways.flatMap(({ parts }) => parts), checks: ways.flatMap(({ checks = [] }) => checks) }
}

function waysOf(
  engine: Engine,
  query: ListQuery,
  { arm, number }: { readonly arm: Arm; readonly number: number },
): Ways {
  const { hasStatistics, unindexed } = engine.differences
  const walkable = isIndexed(query.sort)
  const handle = arm.handle(column => sql.ref(`images.${column}`))
  const filters = [arm.filter, ...filtersOf(engine, query)]
  if (query.marker) filters.push(isAfter(engine, query.sort, query.marker))
  if (query.marker && walkable && hasStatistics) filters.push(startsAt(query.sort, query.marker))
  if (hasStatistics || arm.narrow || !walkable)
    return { parts: [sorted(engine, query, [handle, ...filters])] }
  const fallback = arm.handle(column => unindexed(`images.${column}`))
  return estimated(engine, query, { handle, filters: [fallback, ...filters], number })
}

interface Choice {
  readonly handle: Where
  readonly filters: readonly Where[]
  readonly number: number
}

// SQLite would have to guess which way is the shortest. A look at the indexes tells; the other ways get a limit of nothing.
function estimated(engine: Engine, query: ListQuery, { handle, filters, number }: Choice): Ways {
  const few: Check = { name: `few_${number}`, value: isFew(engine, query, sql`images where ${handle}`) }
  const isFewOnes = sql<boolean>`${resultOf(few)}`
  const start = query.marker ? [startsAt(query.sort, query.marker)] : []
  const ifFew = sorted(engine, query, [handle, ...filters], isFewOnes)
  const walk = (when: Where) => walked(query, [...start, ...filters], { when })
  const [tag] = query.tags
  if (tag === undefined) return { parts: [ifFew, walk(sql`not ${isFewOnes}`)], checks: [few] }
  const rare = isRareTag(tag)
  const ifRare = sorted(engine, query, [hasRareTag(tag), ...filters], sql`not ${isFewOnes} and ${rare}`)
  return { parts: [ifFew, ifRare, walk(sql`not ${isFewOnes} and not ${rare}`)], checks: [few] }
}
