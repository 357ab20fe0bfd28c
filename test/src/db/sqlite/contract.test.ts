import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import { databaseOn } from '../../../../src/db/facade.ts'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import { openSqlite } from '../../../../src/db/sqlite/open.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'glasspaste-db-'))
afterAll(() => rmSync(folder, { recursive: true }))

function sqliteContract(name: string, open: () => Promise<Database>): void {
  databaseContract(name, {
    async open() {
      const database = await open()
      await ensureEmbedded(database)
      return database
    },
    empty: emptyDatabase,
  })
}

sqliteContract('SQLite in worker threads', () =>
  openDatabase({ connection: `sqlite:///${join(folder, 'threads.sqlite')}` }),
)
sqliteContract('SQLite in the process', async () =>
  databaseOn(await openSqlite({ path: join(folder, 'process.sqlite'), inProcess: true })),
)
sqliteContract('SQLite in memory', () => openDatabase({ connection: 'sqlite://' }))
