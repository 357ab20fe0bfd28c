import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { databaseOn } from '../../../../src/db/facade.ts'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import { openSqlite } from '../../../../src/db/sqlite/open.ts'
import { databaseContract } from '../../../contracts/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'glasspaste-db-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function newFile(): string {
  return join(folder, `${++files}.sqlite`)
}

databaseContract('SQLite in worker threads', async () => {
  const database = await openDatabase({ connection: `sqlite:///${newFile()}` })
  await ensureEmbedded(database)
  return database
})

databaseContract('SQLite in the process', async () => {
  const database = databaseOn(openSqlite({ path: newFile(), inProcess: true }))
  await ensureEmbedded(database)
  return database
})

databaseContract('SQLite in memory', async () => {
  const database = await openDatabase({ connection: 'sqlite://' })
  await ensureEmbedded(database)
  return database
})
