import { afterAll, beforeAll } from 'vitest'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
import { type Postgresql, startPostgresql } from '../../../support/postgresql.ts'

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
