import { sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { hasTable } from './version.ts'

/** Versions of the tool that kept the schema before alembic, up to Newton (release 13), by what alembic calls them. */
const revisions = new Map([
  [42, 'liberty'],
  [43, 'mitaka01'],
  [44, 'mitaka02'],
])

/** The revision of a database of that time. */
export async function legacyRevision(engine: Engine): Promise<string | undefined> {
  if (!(await hasTable(engine, 'migrate_version'))) return undefined
  const query = sql<{ version: number | null }>`select max(version) as version from migrate_version`
  const [row] = (await query.execute(engine.db)).rows
  return revisions.get(row?.version ?? 0)
}
