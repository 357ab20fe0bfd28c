import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import { engineOf } from '../../../../src/db/facade.ts'
import { wholePageQuery } from '../../../../src/db/list/page.ts'
import { addListIndexes, NotNow } from '../../../../src/db/list-indexes/change.ts'
import { hasListIndexes } from '../../../../src/db/list-indexes/present.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { openEngine } from '../../../../src/db/open.ts'
import type { ImageQuery } from '../../../../src/db/records.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
import { type Postgresql, startPostgresql } from '../../../support/postgresql.ts'
import { type EngineCases, testEngines } from '../cases/cases.ts'
import { indexedShapes, openIndexed } from '../cases/indexed-shapes.ts'
import { listIndexCases } from '../cases/list-indexes.ts'
import { listShapes } from '../cases/list-shapes.ts'
import { expectSameAnswers, expectToGoOnWithout, insertMany } from '../cases/same-answers.ts'

let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
}, 60_000)
afterAll(() => server?.stop())

const nameOfLock = "hashtext('glasspaste list indexes')"

const onServer: EngineCases = {
  async 'an index that was not built to its end is built again'(open) {
    const engine = await open()
    await upgrade(engine, 'heads')
    const run = (text: string) => sql.raw(text).execute(engine.db)
    for (const id of ['a', 'b'])
      await run(`insert into images (id, owner, status, created_at, deleted, min_disk, min_ram)
        values ('${id}', 'alice', 'active', now(), false, 0, 0)`)
    const broken = run('create unique index concurrently glasspaste_images_owner on images (owner)')
    await expect(broken).rejects.toThrow('could not create unique index')
    await addListIndexes(engine, () => {})
    expect(await hasListIndexes(engine)).toBe(true)
  },

  async 'of two that add indexes at once, one is told so'(open) {
    const engine = await open()
    await upgrade(engine, 'heads')
    await engine.db.connection().execute(async other => {
      await sql.raw(`select pg_advisory_lock(${nameOfLock})`).execute(other)
      await expect(addListIndexes(engine, () => {})).rejects.toThrow(NotNow)
      await sql.raw(`select pg_advisory_unlock(${nameOfLock})`).execute(other)
    })
    await addListIndexes(engine, () => {})
  },
}

describe('indexes for lists on PostgreSQL', () => {
  testEngines({ ...listIndexCases, ...onServer }, async () =>
    openEngine({ connection: await server.createDatabase() }),
  )
})

databaseContract('PostgreSQL with indexes for lists', {
  open: async () => openIndexed(await server.createDatabase()),
  empty: emptyDatabase,
})

// So many that a planner has something to lose.
const someImages = `insert into images
    (id, owner, status, visibility, created_at, deleted, min_disk, min_ram, os_hidden, protected)
  select 'image ' || n, 'owner ' || n / 100, 'active', case when n % 500 = 0 then 'public' else 'private' end::image_visibility,
    now() + n * interval '1 second', false, 0, 0, false, false from generate_series(1, 20000) n;
  insert into image_members (image_id, member, can_share, created_at, deleted, status)
  select id, 'member ' || owner, false, now(), false, 'accepted' from images`

describe('the plans of PostgreSQL with indexes for lists', () => {
  let database: Database
  let client: Client
  beforeAll(async () => {
    const url = await server.createDatabase()
    database = await openIndexed(url)
    client = new Client({ connectionString: url.replace('+psycopg2', '') })
    await client.connect()
    await client.query(`${someImages}; analyze`)
    await client.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off')
  })
  afterAll(async () => {
    await client?.end()
    await database?.close()
  })

  /** That of a statement which has been prepared for any values. */
  async function planOf(query: ImageQuery): Promise<string> {
    const engine = engineOf(database)
    const { sql: text, parameters } = wholePageQuery(engine, { ...query, most: 20 }).compile(engine.db)
    await client.query(`prepare list as ${text}`)
    const values = parameters.map(() => 'null').join()
    const { rows } = await client.query(`explain execute list${values ? `(${values})` : ''}`)
    await client.query('deallocate list')
    return rows.map(row => row['QUERY PLAN']).join('\n')
  }

  for (const [shape, query] of Object.entries(listShapes))
    test(`lists ${shape} without reading a table from end to end`, async () => {
      expect(await planOf(query)).not.toContain('Seq Scan')
    })

  test('sorts nothing that an index has in order', async () => {
    for (const shape of ['own', 'of one name', 'of one status', 'sorted by name'] as const)
      expect(await planOf(indexedShapes[shape].query)).not.toContain('Incremental Sort')
  })

  for (const [shape, { index, query }] of Object.entries(indexedShapes))
    test(`lists ${shape} by the index made for it`, async () => {
      expect(await planOf(query)).toContain(index)
    })
})

describe('PostgreSQL with indexes for lists', () => {
  let database: Database
  beforeAll(async () => {
    database = await openIndexed(await server.createDatabase())
    await insertMany(database)
  }, 60_000)
  afterAll(() => database?.close())

  test('gives the same answers as without them', () => expectSameAnswers(database), 60_000)

  test('goes on when they are dropped meanwhile', () => expectToGoOnWithout(database))
})
