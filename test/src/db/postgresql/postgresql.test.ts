import { sql } from 'kysely'
import type { Logger } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import type { Engine } from '../../../../src/db/engine.ts'
import { wholePageQuery } from '../../../../src/db/list/page.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { type DatabaseSettings, ensureEmbedded, openDatabase, openEngine } from '../../../../src/db/open.ts'
import { BadConnection } from '../../../../src/db/url.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
import { freePort } from '../../../support/ports.ts'
import { type Postgresql, startPostgresql } from '../../../support/postgresql.ts'
import { testEngines } from '../cases/cases.ts'
import { listShapes } from '../cases/list-shapes.ts'
import { purgeCases } from '../cases/purges.ts'
import { upgradeCases } from '../cases/upgrades.ts'

// One server for everything that needs one: it takes seconds to make.
let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
}, 60_000)
afterAll(() => server?.stop())

databaseContract('PostgreSQL', {
  async open() {
    const database = await openDatabase({ connection: await server.createDatabase() })
    await ensureEmbedded(database)
    return database
  },
  empty: emptyDatabase,
})

describe('the schema on PostgreSQL', () => {
  testEngines({ ...upgradeCases, ...purgeCases }, async () =>
    openEngine({ connection: await server.createDatabase() }),
  )
})

describe('PostgreSQL, when it avoids reading tables from end to end,', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await openEngine({ connection: await server.createDatabase() })
    await upgrade(engine, 'heads')
  })
  afterAll(() => engine?.db.destroy())

  for (const [shape, query] of Object.entries(listShapes))
    test(`finds an index for ${shape}`, async () => {
      const plan = await engine.db.transaction().execute(async db => {
        await sql`set local enable_seqscan = off`.execute(db)
        return sql<{ 'QUERY PLAN': string }>`explain ${wholePageQuery(engine, query)}`.execute(db)
      })
      const steps = plan.rows.map(row => row['QUERY PLAN'])
      expect(steps.filter(step => /Seq Scan on images/.test(step))).toEqual([])
    })
})

test('two transactions that wait for each other both come to their end', async () => {
  await using database = closing(await openDatabase({ connection: await server.createDatabase() }))
  await ensureEmbedded(database)
  const ids = ['one', 'other']
  for (const id of ids) await database.images.insert({ id, status: 'active' })
  let arrived = 0
  const both = Promise.withResolvers<void>()
  const work = (first: string, second: string) =>
    database.transaction(async inside => {
      await inside.images.update(first, { name: first })
      if (++arrived === 2) both.resolve()
      await both.promise
      await inside.images.update(second, { name: first })
    })
  await Promise.all([work('one', 'other'), work('other', 'one')])
  const names = await Promise.all(ids.map(async id => (await database.images.find(id))?.name))
  expect(new Set(names).size).toBe(1)
})

function closing(database: Database): Database & AsyncDisposable {
  return { ...database, [Symbol.asyncDispose]: () => database.close() }
}

describe('opening a PostgreSQL that cannot be used', () => {
  const impatient = { max_retries: 0, retry_interval: 0 }

  test('fails with its reason, and without the password', async () => {
    const url = (await server.createDatabase()).replace('postgres@', 'nobody:s3cret@')
    const opening = openDatabase({ connection: url, ...impatient })
    await expect(opening).rejects.toThrow(BadConnection)
    await expect(opening).rejects.toThrow(/nobody/)
    await expect(opening).rejects.not.toThrow(/s3cret/)
  })

  test('fails when nobody answers, after as many attempts as wanted', async () => {
    const connection = `postgresql://127.0.0.1:${await freePort()}/glance`
    const warnings: string[] = []
    const log = { warn: (text: string) => warnings.push(text) } as unknown as Logger
    await expect(openDatabase({ connection, ...impatient, max_retries: 2 }, log)).rejects.toThrow(
      BadConnection,
    )
    expect(warnings).toEqual(
      Array(2).fill(
        expect.stringMatching(/^cannot reach the database: .*ECONNREFUSED.*; trying again in 0 s$/),
      ),
    )
  })
})

// Waits until they are gone.
const breakConnections =
  'select pg_terminate_backend(pid, 10000) from pg_stat_activity where pid <> pg_backend_pid()'

describe('a connection that breaks between two queries of a transaction', () => {
  async function loseConnection(settings: Partial<DatabaseSettings>) {
    const database = await openDatabase({ connection: await server.createDatabase(), ...settings })
    onTestFinished(() => database.close())
    await ensureEmbedded(database)
    let times = 0
    const work = database.transaction(async inside => {
      await inside.images.insert({ id: 'first', status: 'active' })
      if (times++ === 0) await server.run(breakConnections)
      await inside.images.insert({ id: 'second', status: 'active' })
    })
    return { database, work }
  }

  test('fails that transaction, and nothing else', async () => {
    const { database, work } = await loseConnection({})
    await expect(work).rejects.toThrow(/connection/)
    expect(await database.images.find('first')).toBeUndefined()
  })

  test('makes it begin again where reconnecting is wanted', async () => {
    const { database, work } = await loseConnection({ use_db_reconnect: true, db_retry_interval: 0 })
    await work
    expect(await database.images.find('second')).toBeDefined()
  })
})

test('a restart of the server goes unnoticed where reconnecting is wanted', async () => {
  const connection = await server.createDatabase()
  const patience = { use_db_reconnect: true, db_retry_interval: 0 }
  const database = await openDatabase({ connection, ...patience })
  await ensureEmbedded(database)
  await database.images.insert({ id: 'a', status: 'active' })
  await server.run(breakConnections)
  expect(await database.images.find('a')).toMatchObject({ id: 'a' })
  await database.close()
})
