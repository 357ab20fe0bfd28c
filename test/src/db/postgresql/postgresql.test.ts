import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'
import { pageQuery } from '../../../../src/db/list/page.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { ensureEmbedded, openDatabase, openEngine } from '../../../../src/db/open.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
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
        return sql<{ 'QUERY PLAN': string }>`explain ${pageQuery(engine, query)}`.execute(db)
      })
      const steps = plan.rows.map(row => row['QUERY PLAN'])
      expect(steps.filter(step => /Seq Scan on images/.test(step))).toEqual([])
    })
})
