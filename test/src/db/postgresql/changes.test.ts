import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import { databaseOn } from '../../../../src/db/facade.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { ensureEmbedded, openDatabase, openEngine } from '../../../../src/db/open.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
import { type Postgresql, startPostgresql } from '../../../support/postgresql.ts'
import { changesByOthers } from '../cases/changes-by-others.ts'

let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
}, 60_000)
afterAll(() => server?.stop())

describe('two that use one PostgreSQL', () => {
  let one: Database
  let other: Database
  beforeAll(async () => {
    const connection = await server.createDatabase()
    one = await openDatabase({ connection })
    await ensureEmbedded(one)
    other = await openDatabase({ connection })
  })
  afterEach(() => emptyDatabase(one))
  afterAll(async () => {
    await one?.close()
    await other?.close()
  })

  for (const [title, keep] of Object.entries(changesByOthers)) test(title, () => keep(one, other))
})

describe('named statements', () => {
  test.each([
    ['are forgotten by a pooler', 'deallocate all'],
    ['give other columns than they did', 'alter table images add column more text'],
  ])('that %s are run without names', async (_, change) => {
    // One connection, so that it is the one that knows them.
    const connection = await server.createDatabase()
    const engine = await openEngine({ connection, max_pool_size: 1 })
    await upgrade(engine, 'heads')
    const { images } = databaseOn(engine)
    await images.insert({ id: 'a', status: 'active' })
    await images.find('a')
    await sql.raw(change).execute(engine.db)
    // Changed, so that it is read again.
    await images.setProperty('a', 'os', 'unix')
    expect(await images.find('a')).toMatchObject({ properties: new Map([['os', 'unix']]) })
    await engine.db.destroy()
  })
})
