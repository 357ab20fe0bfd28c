import { type RawBuilder, sql } from 'kysely'
import { isLive } from '../conditions.ts'
import type { Engine } from '../engine.ts'
import { indexedCharacters } from '../list-indexes/definitions.ts'
import type { Condition, ImageQuery, Operator } from '../records.ts'

type Where = RawBuilder<boolean>

const comparisons: Readonly<Record<Exclude<Operator, 'in'>, string>> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
}

/** Everything the list asks for but who may see it. No index serves these: the arms choose theirs. */
export function filtersOf(engine: Engine, query: ImageQuery): readonly Where[] {
  return [
    isLive(engine, 'images.deleted'),
    sql`images.status <> 'killed'`,
    ...query.where.map(condition =>
      compare(engine, condition, column => engine.differences.unindexed(`images.${column}`)),
    ),
    ...query.tags.map(tag => hasTag(engine, tag)),
    ...[...query.properties].map(property => hasProperty(engine, property)),
  ]
}

export function compare(
  engine: Engine,
  { column, operator, value }: Condition,
  write: (column: Condition['column']) => RawBuilder<unknown>,
): Where {
  const left = write(column)
  if (operator === 'in') return engine.differences.oneOf(left, value)
  if (value === null) return operator === 'eq' ? sql`${left} is null` : sql`${left} is not null`
  return sql`${left} ${sql.raw(comparisons[operator])} ${value}`
}

function hasTag(engine: Engine, tag: string): Where {
  return hasRow(
    engine,
    sql`image_tags where image_tags.image_id = images.id
    and image_tags.value = ${tag} and ${isLive(engine, 'image_tags.deleted')}`,
  )
}

function hasProperty(engine: Engine, [name, value]: readonly [string, string]): Where {
  return hasRow(
    engine,
    sql`image_properties where image_properties.image_id = images.id
    and image_properties.name = ${name} and image_properties.value = ${value}
    and ${isLive(engine, 'image_properties.deleted')}`,
  )
}

/** Where a planner should not choose, it is not given the choice to look up all such rows at once. */
function hasRow({ hasListIndexes }: Engine, rows: RawBuilder<unknown>): Where {
  return hasListIndexes ? sql`(select true from ${rows} limit 1)` : sql`exists (select 1 from ${rows})`
}

/** What our index on tags serves. */
export function tagIs({ differences }: Engine, tag: string): Where {
  return differences.sought(sql.ref('image_tags.value'), tag)
}

/** What our index on properties serves. */
export function propertyIs({ differences }: Engine, [name, value]: readonly [string, string]): Where {
  const column = sql.ref('image_properties.value')
  const isIt = sql<boolean>`image_properties.name = ${name} and ${differences.sought(column, value)}`
  return differences.name === 'sqlite' ? isIt : sql`${isIt} and ${isIndexed(column)}`
}

/** Whether it has the value at all. */
export function isIndexedValue({ differences }: Engine, value: string): Where {
  return differences.name === 'sqlite' ? sql`true` : isIndexed(sql`cast(${value} as text)`)
}

function isIndexed(text: RawBuilder<unknown>): Where {
  return sql`length(${text}) <= ${sql.lit(indexedCharacters)}`
}

// Ids are random, and so are the first entries of an index on them: what is frequent occurs among them.
const sampled = 5000
const frequent = 10

/** A guess, by a sample of all tags; only SQLite needs it. */
export function isRareTag(tag: string): Where {
  return sql`(select count(*) from (
    select value from image_tags order by image_id, value limit ${sampled}) where value = ${tag}) < ${frequent}`
}

/** Finds the images of a tag by reading all tags, by their narrowest index: none leads to a tag. */
export function hasRareTag(tag: string): Where {
  return sql`images.id in (select image_id from image_tags where id in (
    select id from image_tags indexed by ix_image_tags_image_id_tag_value where value = ${tag}) and not deleted)`
}
