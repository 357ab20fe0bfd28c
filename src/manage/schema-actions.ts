import type { Engine } from '../db/engine.ts'
import { hasPendingData, migrateData } from '../db/migrations/data.ts'
import { placeUnderControl, upgrade } from '../db/migrations/migrate.ts'
import { contractHead, expandHead } from '../db/migrations/revisions.ts'
import { currentHeads } from '../db/migrations/version.ts'
import type { Desk } from './desk.ts'
import { Exit } from './exit.ts'

export async function showVersion({ engine, print }: Desk): Promise<void> {
  const heads = await currentHeads(engine)
  if (heads.length > 0) return heads.forEach(print)
  print(
    'Database is either not under migration control or under legacy migration control, please run ' +
      '"glance-manage db sync" to place the database under alembic migration control.',
  )
}

/** Exit codes: 3, 4 or 5 where the next step is to expand, to migrate or to contract. */
export async function checkSchema({ engine, print }: Desk): Promise<void> {
  const heads = await currentHeads(engine)
  if (heads.includes(contractHead)) return print('Database is up to date. No upgrades needed.')
  const [step, command, code] = heads.includes(expandHead)
    ? await nextStep(engine)
    : (['first', 'expand', 3] as const)
  print(`Your database is not up to date. Your ${step} step is to run \`glance-manage db ${command}\`.`)
  throw new Exit(code)
}

async function nextStep(engine: Engine) {
  return (await hasPendingData(engine))
    ? (['next', 'migrate', 4] as const)
    : (['next', 'contract', 5] as const)
}

export async function syncSchema(desk: Desk): Promise<void> {
  if (await isUpToDate(desk)) return
  try {
    await expandSchema(desk)
    await migrateRows(desk)
    await contractSchema(desk)
  } catch (error) {
    if (error instanceof Exit) throw error
    throw new Exit(`Failed to sync database: ERROR: ${(error as Error).message}`)
  }
  desk.print('Database is synced successfully.')
}

export async function expandSchema(desk: Desk): Promise<void> {
  if (await isUpToDate(desk)) return
  if ((await currentHeads(desk.engine)).includes(expandHead))
    return desk.print('Database expansion is up to date. No expansion needed.')
  await upgradeSchema(desk, expandHead)
}

export async function migrateRows(desk: Desk): Promise<void> {
  const { engine, print } = desk
  if (await isUpToDate(desk)) return
  await mustBeExpanded(engine, 'Data migration did not run. Data migration')
  if (!(await hasPendingData(engine))) return print('Database migration is up to date. No migration needed.')
  print(`Migrated ${await migrateData(engine)} rows`)
}

export async function contractSchema(desk: Desk): Promise<void> {
  const { engine } = desk
  if (await isUpToDate(desk)) return
  await mustBeExpanded(engine, 'Database contraction did not run. Database contraction')
  if (await hasPendingData(engine))
    throw new Exit(
      'Database contraction did not run. Database contraction cannot be run before data migration is complete. ' +
        'Run data migration using "glance-manage db migrate".',
    )
  await upgradeSchema(desk, contractHead)
}

export async function upgradeSchema({ engine, print }: Desk, version = 'heads'): Promise<void> {
  await upgrade(engine, version)
  const revisions = (await currentHeads(engine)).join(', ')
  const reached = version === 'heads' ? 'Upgraded database' : `Upgraded database to: ${version}`
  print(`${reached}, current revision(s): ${revisions}`)
}

export async function placeSchema({ engine, print }: Desk, version = 'liberty'): Promise<void> {
  await placeUnderControl(engine, version)
  print(`Placed database under migration control at revision: ${version}`)
}

async function isUpToDate({ engine, print }: Desk): Promise<boolean> {
  const upToDate = (await currentHeads(engine)).includes(contractHead)
  if (upToDate) print('Database is up to date. No migrations needed.')
  return upToDate
}

async function mustBeExpanded(engine: Engine, what: string): Promise<void> {
  if ((await currentHeads(engine)).includes(expandHead)) return
  throw new Exit(
    `${what} cannot be run before database expansion. ` +
      'Run database expansion first using "glance-manage db expand"',
  )
}
