import { sql } from 'kysely'
import { type Engine, inTransaction } from '../engine.ts'
import { createSchema } from '../tables/create.ts'
import { legacyRevision } from './legacy.ts'
import {
  contractHead,
  contractRevisions,
  earlyRevisions,
  expandRevisions,
  furthest,
  headsOf,
  type Progress,
  progressOf,
} from './revisions.ts'
import { steps } from './steps.ts'
import { currentHeads, hasTable, runAll, stamp } from './version.ts'

/** The database holds Glance's tables, but nothing says of which revision. */
export class NotUnderControl extends Error {
  override readonly name = 'NotUnderControl'

  constructor() {
    super(
      'the database has an images table but no alembic_version; ' +
        'say which revision it is with "glance-manage db version_control --version <revision>"',
    )
  }
}

/** Brings the schema to a revision and to all that it builds upon: all of it, or on failure nothing.
 * What is there already stays; an empty database gets the whole current schema at once. */
export function upgrade(engine: Engine, revision: string): Promise<void> {
  return alone(engine, async inside => {
    const heads = await knownHeads(inside)
    const present = progressOf(heads)
    const target = furthest(present, progressOf([revision === 'heads' ? contractHead : revision]))
    if (heads.length === 0) await createEverything(inside)
    else for (const step of missing(present, target)) await steps[step]?.(inside)
    await stamp(inside, headsOf(target))
  })
}

/** Writes down a revision without changing anything else. */
export function placeUnderControl(engine: Engine, revision: string): Promise<void> {
  return alone(engine, inside => stamp(inside, headsOf(progressOf([revision]))))
}

async function knownHeads(engine: Engine): Promise<readonly string[]> {
  const heads = await currentHeads(engine)
  if (heads.length > 0) return heads
  const legacy = await legacyRevision(engine)
  return legacy === undefined ? [] : [legacy]
}

async function createEverything(engine: Engine): Promise<void> {
  if (await hasTable(engine, 'images')) throw new NotUnderControl()
  await runAll(engine, createSchema(engine.differences.name))
}

// Expansions come first, as in an upgrade that is done phase by phase.
function missing(present: Progress, target: Progress): readonly string[] {
  return [
    ...earlyRevisions.slice(present.early, target.early),
    ...expandRevisions.slice(present.expanded, target.expanded),
    ...contractRevisions.slice(present.contracted, target.contracted),
  ]
}

// Two that upgrade at once would trip over each other; and SQLite must not mind its foreign keys while it rebuilds a table.
async function alone(engine: Engine, work: (engine: Engine) => Promise<void>): Promise<void> {
  if (engine.differences.name === 'sqlite') return withoutForeignKeys(engine, work)
  await inTransaction(engine, async inside => {
    await sql`select pg_advisory_xact_lock(hashtext('glance migrations'))`.execute(inside.db)
    await work(inside)
  })
}

async function withoutForeignKeys(engine: Engine, work: (engine: Engine) => Promise<void>): Promise<void> {
  await sql`pragma foreign_keys = off`.execute(engine.db)
  try {
    await inTransaction(engine, work)
  } finally {
    await sql`pragma foreign_keys = on`.execute(engine.db)
  }
}
