import { afterAll, beforeAll, describe } from 'vitest'
import { ensureEmbedded, openDatabase, openEngine } from '../../../../src/db/open.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
import { type Postgresql, startPostgresql } from '../../../support/postgresql.ts'
import { testEngines } from '../cases/cases.ts'
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
