import { CompiledQuery, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'
import { databaseOn } from '../../../../src/db/facade.ts'
import { wholePageQuery } from '../../../../src/db/list/page.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { openSqlite } from '../../../../src/db/sqlite/open.ts'
import { listShapes } from '../cases/list-shapes.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openSqlite({ path: ':memory:' })
  await upgrade(engine, 'heads')
})
afterAll(() => engine.db.destroy())

async function planOf(query: RawBuilder<unknown> | CompiledQuery): Promise<readonly string[]> {
  const { sql: text } = 'compile' in query ? query.compile(engine.db) : query
  const explain = CompiledQuery.raw(`explain query plan ${text}`, text.match(/\?/g) ?? [])
  const { rows } = await engine.db.executeQuery<{ detail: string }>(explain)
  return rows.map(row => row.detail)
}

const wholeTable = /^SCAN (images|image_\w+)$/

describe('SQLite', () => {
  for (const [shape, query] of Object.entries(listShapes))
    test(`lists ${shape} without reading a table from end to end`, async () => {
      const plan = await planOf(wholePageQuery(engine, query))
      expect(plan.filter(step => wholeTable.test(step))).toEqual([])
    })

  test('walks an index in the order of the list, and sorts no more than what has one time', async () => {
    const plan = await planOf(wholePageQuery(engine, listShapes['everything, for an admin']))
    expect(plan).toContain('SCAN images USING INDEX created_at_image_idx')
    expect(plan).toContain('USE TEMP B-TREE FOR LAST TERM OF ORDER BY')
  })

  test('looks beside no image that is not on the page', async () => {
    const plan = await planOf(wholePageQuery(engine, listShapes['everything, for an admin']))
    expect(plan).toContain('CO-ROUTINE page')
  })

  test('begins the walk at the marker', async () => {
    const plan = await planOf(wholePageQuery(engine, listShapes['a later page, for an admin']))
    expect(plan).toContain('SEARCH images USING INDEX created_at_image_idx (created_at<?)')
  })

  test('finds an image and what belongs to it by their keys', async () => {
    await databaseOn(engine).images.find('a', listShapes.own.viewer)
    const plans = await Promise.all([...engine.compiled.values()].map(planOf))
    expect(plans).toHaveLength(1)
    expect(plans.flat().filter(step => /^SCAN (?!beside|pragma_)/.test(step))).toEqual([])
  })
})
