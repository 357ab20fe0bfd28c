import { sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { progressOf } from '../migrations/revisions.ts'
import { currentHeads, runAll } from '../migrations/version.ts'
import { type ListIndex, listIndexes } from './definitions.ts'
import { presentIndexes } from './present.ts'

/** Why these indexes cannot be added or dropped now. */
export class NotNow extends Error {
  override readonly name = 'NotNow'
}

/** Is told each index when it is there, or gone. */
type Report = (index: string) => void

/** Adds our indexes where they are missing. On PostgreSQL nobody waits meanwhile; one that an earlier attempt has left broken
 * is made anew. Throws `NotNow`. */
export async function addListIndexes(engine: Engine, report: Report): Promise<void> {
  if (progressOf(await currentHeads(engine)).contracted === 0)
    throw new NotNow('The tables are missing or older than Ocata: run "glance-manage db sync" first.')
  await alone(engine, async inside => {
    const { name: dialect } = inside.differences
    const { whole, broken } = await presentIndexes(inside)
    for (const name of broken) await dropIndex(inside, name)
    for (const index of listIndexes(dialect)) {
      if (whole.includes(index.name)) continue
      await createIndex(inside, index)
      report(index.name)
    }
  })
}

/** Drops all of them. Throws `NotNow`. */
export async function dropListIndexes(engine: Engine, report: Report): Promise<void> {
  await alone(engine, async inside => {
    const { whole, broken } = await presentIndexes(inside)
    for (const name of [...whole, ...broken].sort()) {
      await dropIndex(inside, name)
      report(name)
    }
  })
}

function createIndex(engine: Engine, { name, table, columns, where }: ListIndex): Promise<void> {
  const some = where ? ` where ${where}` : ''
  const made = `index ${unblocking(engine)} if not exists ${name} on ${table} (${columns})${some}`
  return runAll(engine, [`create ${made}`])
}

function dropIndex(engine: Engine, name: string): Promise<void> {
  return runAll(engine, [`drop index ${unblocking(engine)} if exists ${name}`])
}

function unblocking({ differences }: Engine): string {
  return differences.name === 'postgresql' ? 'concurrently' : ''
}

// Who waited for a lock here would in turn be waited for: an index is finished when all statements that began before have ended.
async function alone(engine: Engine, work: (engine: Engine) => Promise<void>): Promise<void> {
  if (engine.differences.name === 'sqlite') return work(engine)
  const key = sql`hashtext('glasspaste list indexes')`
  await engine.db.connection().execute(async db => {
    const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_lock(${key}) as free`.execute(db)
    if (!rows[0]?.free) throw new NotNow('Somebody else adds or drops these indexes at this moment.')
    try {
      await work({ ...engine, db })
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(db)
    }
  })
}
