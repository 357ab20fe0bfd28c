import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { Timestamp } from './records.ts'

/** Rows that other rows refer to by a foreign key cannot be purged before these. */
export class StillReferenced extends Error {
  override readonly name = 'StillReferenced'
}

export interface Purged {
  readonly table: string
  readonly rows: number
}

export interface Wear {
  /** Rows soft-deleted before this go. */
  readonly before: Timestamp
  /** At most so many of each table, longest deleted first; undefined: all. */
  readonly limit: number | undefined
}

const tables = ['image_properties', 'image_tags', 'image_locations', 'image_members', 'tasks'] as const

/** Erases what was soft-deleted, but for images: an id that is gone could be taken by somebody else. */
export async function* purge(engine: Engine, wear: Wear): AsyncGenerator<Purged> {
  yield { table: 'task_info', rows: await purgeTaskInfo(engine, wear) }
  for (const table of tables) yield { table, rows: await purgeTable(engine, table, wear) }
}

/** Throws `StillReferenced` while rows of other tables belong to such an image. */
export async function* purgeImages(engine: Engine, wear: Wear): AsyncGenerator<Purged> {
  yield { table: 'images', rows: await purgeTable(engine, 'images', wear) }
}

async function purgeTable(
  engine: Engine,
  table: (typeof tables)[number] | 'images',
  { before, limit }: Wear,
): Promise<number> {
  const old = sql`select id from ${sql.table(table)} where deleted_at < ${before} and deleted = ${true}
    order by deleted_at, id ${limit === undefined ? sql`` : sql`limit ${limit}`}`
  return erase(engine, sql`delete from ${sql.table(table)} where id in (${old})`)
}

// Not soft-deleted themselves: they go with their task.
async function purgeTaskInfo(engine: Engine, { before, limit }: Wear): Promise<number> {
  const old = sql`select id from tasks where deleted_at < ${before} and deleted = ${true}
    order by deleted_at, id ${limit === undefined ? sql`` : sql`limit ${limit}`}`
  return erase(engine, sql`delete from task_info where task_id in (${old})`)
}

async function erase({ db, differences }: Engine, statement: ReturnType<typeof sql>): Promise<number> {
  try {
    const { numAffectedRows = 0n } = await statement.execute(db)
    return Number(numAffectedRows)
  } catch (cause) {
    if (!differences.isStillReferenced(cause)) throw cause
    throw new StillReferenced('other rows refer to those that should go', { cause })
  }
}
