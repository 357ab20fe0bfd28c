import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { keyIn } from '../list-indexes/definitions.ts'
import { type Arm, armsOf, exactValues, listedFor, type OneValue } from './arms.ts'
import { filtersOf, isIndexedValue, propertyIs, tagIs } from './conditions.ts'
import { isFew } from './few.ts'
import { isAfter, isByCreation, isFurther, sectionsAfter, wayOf } from './order.ts'
import { type Check, type ListQuery, type Part, resultOf, sorted, type Ways, walked } from './parts.ts'

type Where = RawBuilder<boolean>

/** How a page is found where our indexes are. What is chosen does not depend on what a planner knows of the values, so that
 * a plan that was made once is good for all. */
export function waysByOurs(engine: Engine, query: ListQuery): Ways {
  const arms = armsOf(engine, query)
  const finders = arms.every(({ narrow }) => narrow) ? [] : findersOf(engine, query)
  if (finders.length === 0) return join(arms.map((arm, number) => waysOf(engine, query, { arm, number })))
  const way: Check = { name: 'way', value: choose(engine, query, arms, finders) }
  const parts = finders.map(({ handle, rest }, index) =>
    sorted(engine, query, [handle, filter(engine, rest, [listedFor(engine, query)])], isWay(way, index + 1)),
  )
  const otherwise = arms.map((arm, number) => waysOf(engine, query, { arm, number, when: isWay(way, 0) }))
  return join([{ parts, checks: [way] }, ...otherwise])
}

/** Images that an index of ours finds by something else than who may see them. */
interface Finder {
  readonly handle: Where
  /** What stands after `from` to count them. */
  readonly rows: RawBuilder<unknown>
  /** That the index can tell. */
  readonly possible?: Where
  /** The list without what the images are found by. */
  readonly rest: ListQuery
}

function findersOf(engine: Engine, query: ListQuery): readonly Finder[] {
  const [tag, ...tags] = query.tags
  const [property, ...properties] = query.properties
  // The arm of an admin is what the first of these finds.
  const values = exactValues(query).slice(query.viewer.isAdmin ? 1 : 0)
  const found: Finder[] = values.map(value => {
    const handle = soughtOf(engine, value)
    return { handle, rows: sql`images where ${handle}`, rest: query }
  })
  if (tag !== undefined)
    found.push({ ...beside(engine, 'image_tags', tagIs(engine, tag)), rest: { ...query, tags } })
  if (property) {
    const rest = { ...query, properties: new Map(properties) }
    const possible = isIndexedValue(engine, property[1])
    found.push({ ...beside(engine, 'image_properties', propertyIs(engine, property)), rest, possible })
  }
  return found
}

function beside({ differences }: Engine, table: string, where: Where): Omit<Finder, 'rest'> {
  const rows = sql`${sql.table(table)} where ${where} and not deleted`
  return { handle: differences.oneOfRows(sql.ref('images.id'), sql`select image_id from ${rows}`), rows }
}

/** 0: by the arms, where they are few or nothing else is; n: by the nth finder. */
function choose(
  engine: Engine,
  query: ListQuery,
  arms: readonly Arm[],
  finders: readonly Finder[],
): RawBuilder<number> {
  const few = (rows: RawBuilder<unknown>) => isFew(engine, query, rows)
  const wide = arms.filter(({ narrow }) => !narrow)
  const counted = wide.flatMap(({ one }) => (one ? [few(sql`images where ${soughtOf(engine, one)}`)] : []))
  const byArms = counted.length === wide.length ? sql`when ${sql.join(counted, sql` and `)} then 0` : sql``
  const byFinders = finders.map(({ rows, possible = sql`true` }, index) => {
    return sql`when ${possible} and ${few(rows)} then ${sql.lit(index + 1)}`
  })
  return sql`case ${byArms} ${sql.join(byFinders, sql` `)} else 0 end`
}

function isWay(way: Check, number: number): Where {
  return sql`${resultOf(way)} = ${sql.lit(number)}`
}

interface Choice {
  readonly arm: Arm
  readonly number: number
  readonly when?: Where | undefined
}

function waysOf(engine: Engine, query: ListQuery, { arm, number, when }: Choice): Ways {
  const { one } = arm
  if (arm.narrow) {
    const handle = arm.handle(column => sql.ref(`images.${column}`))
    return { parts: [sorted(engine, query, [handle, filter(engine, query, [arm.filter])], when)] }
  }
  if (!one) return { parts: walks(engine, query, [arm.filter], when) }
  if (isByCreation(query.sort)) return { parts: [walkedWithin(engine, query, { arm, one, when })] }
  const few: Check = {
    name: `few_${number}`,
    value: isFew(engine, query, sql`images where ${soughtOf(engine, one)}`),
  }
  const also = (fewOrNot: Where) => (when ? sql<boolean>`${when} and ${fewOrNot}` : fewOrNot)
  const result = sql<boolean>`${resultOf(few)}`
  const belongs = arm.handle(column => engine.differences.unindexed(`images.${column}`))
  return {
    checks: [few],
    parts: [
      sorted(engine, query, [soughtOf(engine, one), filter(engine, query, [arm.filter])], also(result)),
      ...walks(engine, query, [belongs, arm.filter], also(sql`not ${result}`)),
    ],
  }
}

/** All images in the order of the list. */
function walks(engine: Engine, query: ListQuery, where: readonly Where[], when?: Where): readonly Part[] {
  const { sort, marker } = query
  const sections = marker ? sectionsAfter(engine, sort, marker) : [sql<boolean>`true`]
  const wanted = unmarkedFilter(engine, query, where)
  return sections.map(section => walked(query, [section, wanted], { when }))
}

/** The images of one value in the order of their creation. */
function walkedWithin(
  engine: Engine,
  query: ListQuery,
  { arm, one, when }: { readonly arm: Arm; readonly one: OneValue; readonly when: Where | undefined },
): Part {
  const { name: dialect, sought } = engine.differences
  const { sort, marker } = query
  const column = sql.raw(keyIn(dialect, one.column))
  const direction = sort[0]?.direction ?? 'asc'
  const ahead = sql`${column} ${wayOf(one.column, direction)}`
  const wanted = unmarkedFilter(engine, query, [arm.filter])
  const walk = (...where: readonly Where[]) => walked(query, [...where, wanted], { when, ahead })
  const all = sought(column, one.value)
  if (!marker) return walk(all)
  if (dialect === 'sqlite') return walk(all, isFurther(sort, marker))
  // PostgreSQL, not told that the values are equal, has no choice but the index that has them in this order.
  const bound = sql<boolean>`${column} ${sql.raw(direction === 'asc' ? '<=' : '>=')} ${one.value}`
  return walk(isFurther(sort, marker, { column, value: one.value }), bound)
}

function soughtOf({ differences }: Engine, { column, value }: OneValue): Where {
  return differences.sought(sql.ref(`images.${column}`), value)
}

/** All that no index need serve. */
function filter(engine: Engine, query: ListQuery, where: readonly Where[]): Where {
  const after = query.marker ? [isAfter(engine, query.sort, query.marker)] : []
  return unmarkedFilter(engine, query, [...where, ...after])
}

function unmarkedFilter(engine: Engine, query: ListQuery, where: readonly Where[]): Where {
  return engine.differences.opaque(sql.join([...where, ...filtersOf(engine, query)], sql` and `))
}

function join(ways: readonly Ways[]): Ways {
  return { parts: ways.flatMap(({ parts }) => parts), checks: ways.flatMap(({ checks = [] }) => checks) }
}
