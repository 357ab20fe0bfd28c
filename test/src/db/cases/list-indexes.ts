import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'
import { addListIndexes, dropListIndexes, NotNow } from '../../../../src/db/list-indexes/change.ts'
import { listIndexes } from '../../../../src/db/list-indexes/definitions.ts'
import { hasListIndexes } from '../../../../src/db/list-indexes/present.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { describeCatalog } from '../../../support/catalog.ts'
import type { EngineCases, Open } from './cases.ts'

type Change = (engine: Engine, report: (index: string) => void) => Promise<void>

/** The names that it reports. */
async function namesOf(change: Change, engine: Engine): Promise<readonly string[]> {
  const names: string[] = []
  await change(engine, name => names.push(name))
  return names.sort()
}

const all = (engine: Engine) =>
  listIndexes(engine.differences.name)
    .map(({ name }) => name)
    .sort()

export const listIndexCases: EngineCases = {
  async 'indexes for lists are added once, and leave nothing behind when they are dropped'(open) {
    const engine = await open()
    await upgrade(engine, 'heads')
    const before = await describeCatalog(engine)
    expect(await namesOf(addListIndexes, engine)).toEqual(all(engine))
    expect(await namesOf(addListIndexes, engine)).toEqual([])
    expect(await hasListIndexes(engine)).toBe(true)
    expect(await namesOf(dropListIndexes, engine)).toEqual(all(engine))
    expect(await namesOf(dropListIndexes, engine)).toEqual([])
    expect(await describeCatalog(engine)).toEqual(before)
  },

  async 'indexes for lists are relied on when all are there, and only those that are missing are added'(
    open,
  ) {
    const engine = await open()
    await upgrade(engine, 'heads')
    expect(await hasListIndexes(engine)).toBe(false)
    await namesOf(addListIndexes, engine)
    await sql.raw('drop index glasspaste_tags_value').execute(engine.db)
    expect(await hasListIndexes(engine)).toBe(false)
    expect(await namesOf(addListIndexes, engine)).toEqual(['glasspaste_tags_value'])
  },

  async 'an upgrade keeps the indexes for lists'(open) {
    const engine = await upstreamsQueens(open)
    await namesOf(addListIndexes, engine)
    await upgrade(engine, 'heads')
    expect(await hasListIndexes(engine)).toBe(true)
  },

  async 'there are no indexes for lists without tables'(open) {
    const engine = await open()
    await expect(namesOf(addListIndexes, engine)).rejects.toThrow(NotNow)
    expect(await namesOf(dropListIndexes, engine)).toEqual([])
  },
}

async function upstreamsQueens(open: Open): Promise<Engine> {
  const engine = await open()
  const file = new URL(`../upstream/${engine.differences.name}-queens.sql`, import.meta.url)
  for (const statement of readFileSync(file, 'utf8').split(/;\n/))
    if (statement.trim()) await sql.raw(statement).execute(engine.db)
  return engine
}
