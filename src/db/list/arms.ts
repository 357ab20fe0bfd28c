import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../engine.ts'
import type { ImageColumns, ImageQuery, Visibility } from '../records.ts'
import { hasMember, includesShared, membership, openVisibilities } from '../visibility.ts'
import { compare } from './conditions.ts'

type Where = RawBuilder<boolean>
type Column = (name: keyof ImageColumns) => RawBuilder<unknown>

/** Images that one index finds. A list is the union of a few arms which share no image. */
export interface Arm {
  /** The condition that an index serves, if the columns are written so that it can. */
  readonly handle: (column: Column) => Where
  /** That the handle finds few images can be taken for granted. */
  readonly narrow: boolean
  /** What else the arm asks for. */
  readonly filter: Where
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

function armOfAdmin(engine: Engine, query: ImageQuery): Arm {
  const filter = listedFor(engine, query)
  const byOwner = query.where.find(({ column, operator }) => column === 'owner' && operator === 'eq')
  const byVisibility = query.visibility !== undefined && query.visibility !== 'all'
  if (byOwner) return { handle: column => compare(engine, byOwner, column), narrow: false, filter }
  if (byVisibility) return { handle: isVisible(query.visibility as Visibility), narrow: false, filter }
  return { handle: column => sql`${column('deleted')} = ${false}`, narrow: false, filter }
}

function armsOfProject(engine: Engine, query: ImageQuery): readonly Arm[] {
  const { projectId } = query.viewer
  const open = openVisibilities(query.visibility).map(visibility => {
    return { handle: isVisible(visibility), narrow: false, filter: isForeign(engine, projectId) }
  })
  if (projectId === null) return open
  const own = {
    handle: (column: Column) => sql<boolean>`${column('owner')} = ${projectId}`,
    narrow: false,
    filter: ofWantedVisibility(engine, query),
  }
  return includesShared(query) ? [own, ...open, armOfShared(engine, query, projectId)] : [own, ...open]
}

// No index leads to the images of a member: that table, small beside the images, is read whole by its narrowest index.
function armOfShared(engine: Engine, { memberStatus }: ImageQuery, projectId: string): Arm {
  const { unindexed } = engine.differences
  return {
    handle: column => sql`${column('id')} in (select image_id from image_members where id in (
      select id from image_members where member = ${projectId}) and ${membership(memberStatus)})`,
    narrow: true,
    filter: sql`${unindexed('images.visibility')} = 'shared' and ${isForeign(engine, projectId)}`,
  }
}

/** The same choice as one condition, for where an index better than those of the arms is at hand. */
function listedFor(engine: Engine, query: ImageQuery): Where {
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

function isVisible(visibility: Visibility): Arm['handle'] {
  return column => sql`${column('visibility')} = ${visibility}`
}

function isForeign(engine: Engine, projectId: string | null): Where {
  if (projectId === null) return sql`true`
  return sql`${engine.differences.unindexed('images.owner')} is distinct from ${projectId}`
}
