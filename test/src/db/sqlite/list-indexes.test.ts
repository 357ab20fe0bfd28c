import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../../src/db/database.ts'
import { engineOf } from '../../../../src/db/facade.ts'
import { wholePageQuery } from '../../../../src/db/list/page.ts'
import type { ImageQuery } from '../../../../src/db/records.ts'
import { openSqlite } from '../../../../src/db/sqlite/open.ts'
import { databaseContract } from '../../../contracts/database.ts'
import { emptyDatabase } from '../../../support/empty-database.ts'
import { testEngines } from '../cases/cases.ts'
import { indexedShapes, openIndexed } from '../cases/indexed-shapes.ts'
import { listIndexCases } from '../cases/list-indexes.ts'
import { listShapes } from '../cases/list-shapes.ts'
import { expectSameAnswers, expectToGoOnWithout, insertMany } from '../cases/same-answers.ts'

const folder = mkdtempSync(join(tmpdir(), 'glasspaste-list-indexes-'))
afterAll(() => rmSync(folder, { recursive: true }))

const open = (name: string) => openIndexed(`sqlite:///${join(folder, name)}`)

testEngines(listIndexCases, () => openSqlite({ path: ':memory:' }))

databaseContract('SQLite with indexes for lists', { open: () => open('contract'), empty: emptyDatabase })

describe('SQLite with indexes for lists', () => {
  let database: Database
  beforeAll(async () => {
    database = await open('plans')
    await insertMany(database)
  }, 60_000)
  afterAll(() => database?.close())

  async function planOf(query: ImageQuery): Promise<readonly string[]> {
    const engine = engineOf(database)
    const { sql } = wholePageQuery(engine, query).compile(engine.db)
    const explain = CompiledQuery.raw(`explain query plan ${sql}`, sql.match(/\?/g) ?? [])
    const { rows } = await engine.db.executeQuery<{ detail: string }>(explain)
    return rows.map(row => row.detail)
  }

  for (const [shape, query] of Object.entries(listShapes))
    test(`lists ${shape} without reading a table from end to end`, async () => {
      const plan = await planOf(query)
      expect(plan.filter(step => /^SCAN (images|image_\w+)$/.test(step))).toEqual([])
    })

  for (const [shape, { index, query }] of Object.entries(indexedShapes))
    test(`lists ${shape} by the index made for it`, async () => {
      expect((await planOf(query)).join('\n')).toContain(index)
    })

  test('sorts nothing that an index has in order', async () => {
    const { query } = indexedShapes['sorted by name']
    expect((await planOf(query)).filter(step => step.includes('TEMP B-TREE'))).toEqual([])
  })

  test('gives the same answers as without them', () => expectSameAnswers(database), 60_000)

  test('goes on when they are dropped meanwhile', () => expectToGoOnWithout(database))
})
