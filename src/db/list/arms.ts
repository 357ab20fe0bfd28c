import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageColumns, ImageQuery } from '../records.ts'
import { hasMember, includesShared, membership, openVisibilities } from '../visibility.ts'
import { compare } from './conditions.ts'

type Where = RawBuilder<boolean>
type Column = (name: keyof ImageColumns) => RawBuilder<unknown>

/** Images that one index finds. A list is the union of a few arms which share no image. */
export interface Arm {
  /** The condition that an index serves, if the columns are written so that it can. */
  readonly handle: (column: Column) => Where
  /** The same, where it is no more than one value in a column. */
  readonly one?: OneValue
  /** That the handle finds few images can be taken for granted. */
  readonly narrow: boolean
  /** What else the arm asks for. */
  readonly filter: Where
}

export interface OneValue {
  readonly column: keyof ImageColumns
  readonly value: unknown
}

/** Columns with an index whose values are nearly unique. */
const telling = ['id', 'checksum', 'os_hash_value']

export function armsOf(engine: Engine, query: ImageQuery): readonly Arm[] {
  const exact = query.where.find(
    ({ column, operator, value }) =>
      telling.includes(column) && value !== null && (operator === 'eq' || operator === 'in'),
  )
  if (exact)
    return [
      { handle: column => compare(engine, exact, column), narrow: true, filter: listedFor(engine, query) },
    ]
  return query.viewer.isAdmin ? [armOfAdmin(engine, query)] : armsOfProject(engine, query)
}

// Those that our indexes serve, in the order in which they are likely to narrow a list.
const choosing: readonly string[] = [
  'name',
  'owner',
  'size',
  'visibility',
  'status',
  'disk_format',
  'container_format',
]

/** What the list asks for by one value in a column that an index of ours begins with. */
export function exactValues({ viewer, visibility, where }: ImageQuery): readonly OneValue[] {
  const asked = where.filter(
    ({ column, operator, value }) => operator === 'eq' && value !== null && choosing.includes(column),
  )
  const seen = viewer.isAdmin && visibility !== undefined && visibility !== 'all'
  const values: readonly OneValue[] = seen ? [...asked, { column: 'visibility', value: visibility }] : asked
  return values.toSorted((one, other) => choosing.indexOf(one.column) - choosing.indexOf(other.column))
}

function armOfAdmin(engine: Engine, query: ImageQuery): Arm {
  const filter = listedFor(engine, query)
  const ofGlance = ['owner', 'visibility']
  const [one] = exactValues(query).filter(({ column }) => engine.hasListIndexes || ofGlance.includes(column))
  if (one) return { ...armOfOne(one), filter }
  return { handle: column => sql`${column('deleted')} = ${false}`, narrow: false, filter }
}

function armsOfProject(engine: Engine, query: ImageQuery): readonly Arm[] {
  const { projectId } = query.viewer
  const open = openVisibilities(query.visibility).map(value => {
    return { ...armOfOne({ column: 'visibility', value }), filter: isForeign(engine, projectId) }
  })
  if (projectId === null) return open
  const own = {
    ...armOfOne({ column: 'owner', value: projectId }),
    filter: ofWantedVisibility(engine, query),
  }
  return includesShared(query) ? [own, ...open, armOfShared(engine, query, projectId)] : [own, ...open]
}

function armOfOne({ column, value }: OneValue): Omit<Arm, 'filter'> {
  return { one: { column, value }, handle: write => sql`${write(column)} = ${value}`, narrow: false }
}

function armOfShared(engine: Engine, { memberStatus }: ImageQuery, projectId: string): Arm {
  const { unindexed, oneOfRows } = engine.differences
  const ofMember = sql<boolean>`member = ${projectId}`
  // No index of Glance's leads to them: that table, small beside the images, is read whole by its narrowest index.
  const offers = engine.hasListIndexes
    ? ofMember
    : sql`id in (select id from image_members where ${ofMember})`
  const shared = sql`select image_id from image_members where ${offers} and ${membership(memberStatus)}`
  return {
    handle: column =>
      engine.hasListIndexes ? oneOfRows(column('id'), shared) : sql`${column('id')} in (${shared})`,
    narrow: true,
    filter: sql`${unindexed('images.visibility')} = 'shared' and ${isForeign(engine, projectId)}`,
  }
}

/** The same choice as one condition, for where an index better than those of the arms is at hand. */
export function listedFor(engine: Engine, query: ImageQuery): Where {
  const { isAdmin, projectId } = query.viewer
  const { unindexed } = engine.differences
  const wanted = ofWantedVisibility(engine, query)
  const own = sql<boolean>`${unindexed('images.owner')} = ${projectId}`
  if (isAdmin && query.visibility === undefined)
    return sql`(${unindexed('images.visibility')} <> 'community' or ${own})`
  if (isAdmin) return wanted
  const open = openVisibilities(query.visibility).map(
    visibility => sql`${unindexed('images.visibility')} = ${visibility}`,
  )
  const shared = sql`${unindexed('images.visibility')} = 'shared'
    and ${projectId === null ? sql`false` : hasMember(projectId, query.memberStatus)}`
  return sql`(${sql.join([own, ...open, shared], sql` or `)}) and ${wanted}`
}

function ofWantedVisibility(engine: Engine, { visibility = 'all' }: ImageQuery): Where {
  return visibility === 'all'
    ? sql`true`
    : sql`${engine.differences.unindexed('images.visibility')} = ${visibility}`
}

function isForeign(engine: Engine, projectId: string | null): Where {
  if (projectId === null) return sql`true`
  return sql`${engine.differences.unindexed('images.owner')} is distinct from ${projectId}`
}
