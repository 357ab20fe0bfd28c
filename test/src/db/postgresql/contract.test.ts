import { afterAll, beforeAll } from 'vitest'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { databaseName, type Postgresql, startPostgresql } from '../../../support/postgresql.ts'

let server: Postgresql
let template: string

beforeAll(async () => {
  server = await startPostgresql()
  const url = await server.createDatabase()
  const database = await openDatabase({ connection: url })
  await ensureEmbedded(database)
  await database.close()
  template = databaseName(url)
}, 60_000)
afterAll(() => server?.stop())

databaseContract('PostgreSQL', async () =>
  openDatabase({ connection: await server.createDatabase(template) }),
)
