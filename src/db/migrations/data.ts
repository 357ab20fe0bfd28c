import { sql } from 'kysely'
import { type Engine, inTransaction } from '../engine.ts'
import { hasIsPublic } from './is-public.ts'
import { contractRevisions, progressOf } from './revisions.ts'
import { currentHeads } from './version.ts'

/** Rows that a release moved from an old form to a new one, between its expansion and its contraction. */
interface DataMigration {
  readonly contraction: string
  readonly isPending: (engine: Engine) => Promise<boolean>
  /** Gives the number of rows changed. */
  readonly run: (engine: Engine) => Promise<number>
}

const withMembers = 'id IN (SELECT image_id FROM image_members WHERE NOT deleted)'
const backendKey = `position('"backend":' in meta_data) > 0`
const backendKeyOfSqlite = `instr(meta_data, '"backend":') > 0`

const visibilityFromIsPublic: DataMigration = {
  contraction: 'ocata_contract01',
  isPending: async engine =>
    (await hasIsPublic(engine)) &&
    finds(
      engine,
      `SELECT 1 FROM images WHERE visibility IS NULL OR visibility = 'private' AND ${withMembers} LIMIT 1`,
    ),
  run: async engine =>
    (await change(engine, "UPDATE images SET visibility = 'public' WHERE visibility IS NULL AND is_public")) +
    (await change(engine, "UPDATE images SET visibility = 'private' WHERE visibility IS NULL")) +
    (await change(
      engine,
      `UPDATE images SET visibility = 'shared' WHERE visibility = 'private' AND ${withMembers}`,
    )),
}

const storeFromBackend: DataMigration = {
  contraction: 'train_contract01',
  isPending: engine => finds(engine, `SELECT 1 FROM image_locations WHERE ${namesBackend(engine)} LIMIT 1`),
  run: engine =>
    change(
      engine,
      `UPDATE image_locations SET meta_data = replace(meta_data, '"backend":', '"store":')
       WHERE ${namesBackend(engine)}`,
    ),
}

const dataMigrations = [visibilityFromIsPublic, storeFromBackend]

export async function hasPendingData(engine: Engine): Promise<boolean> {
  return (await pending(engine)).length > 0
}

/** Gives the number of rows changed. */
export function migrateData(engine: Engine): Promise<number> {
  return inTransaction(engine, async inside => {
    let rows = 0
    for (const { run } of await pending(inside)) rows += await run(inside)
    return rows
  })
}

// What a contraction has sealed is not looked at again: the old form may mean something else by now.
async function pending(engine: Engine): Promise<readonly DataMigration[]> {
  const { contracted } = progressOf(await currentHeads(engine))
  const open = dataMigrations.filter(
    ({ contraction }) => contractRevisions.indexOf(contraction) >= contracted,
  )
  const verdicts = await Promise.all(open.map(({ isPending }) => isPending(engine)))
  return open.filter((_, index) => verdicts[index])
}

function namesBackend({ differences }: Engine): string {
  return differences.name === 'sqlite' ? backendKeyOfSqlite : backendKey
}

async function finds({ db }: Engine, statement: string): Promise<boolean> {
  return (await sql.raw(statement).execute(db)).rows.length > 0
}

async function change({ db }: Engine, statement: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql.raw(statement).execute(db)
  return Number(numAffectedRows)
}
