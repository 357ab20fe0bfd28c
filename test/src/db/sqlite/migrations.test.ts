import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { openSqlite } from '../../../../src/db/sqlite/open.ts'
import { upgradeCases } from '../migrations/upgrades.ts'

const opened: Engine[] = []
async function open(): Promise<Engine> {
  const engine = openSqlite({ path: ':memory:' })
  opened.push(engine)
  return engine
}
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.db.destroy()
})

for (const [title, keep] of Object.entries(upgradeCases)) test(title, () => keep(open))

test('a new file has the very text of upstream’s in its table of tables, but for white space', async () => {
  const engine = await open()
  await upgrade(engine, 'heads')
  const query = sql<{ sql: string }>`select sql from sqlite_master where sql is not null`
  const ours = (await query.execute(engine.db)).rows.map(row => row.sql)
  const file = new URL('../upstream/sqlite-current.sql', import.meta.url)
  const theirs = readFileSync(file, 'utf8')
    .split(/;\n/)
    .filter(statement => statement.startsWith('CREATE'))
  expect(ours.map(tidy).sort()).toEqual(theirs.map(tidy).sort())
})

test('foreign keys are kept again after an upgrade', async () => {
  const engine = await open()
  await upgrade(engine, 'heads')
  const orphan = sql`insert into image_tags (image_id, value, created_at, deleted) values ('none', 'a', '', 0)`
  await expect(orphan.execute(engine.db)).rejects.toThrow('FOREIGN KEY')
})

function tidy(statement: string): string {
  return statement
    .replaceAll('"', '')
    .replace(/\s+/g, ' ')
    .replaceAll(' ,', ',')
    .replaceAll(' )', ')')
    .replaceAll('( ', '(')
}
