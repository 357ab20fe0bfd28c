import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { openSqlite } from '../../../../src/db/sqlite/open.ts'
import { testEngines } from '../cases/cases.ts'
import { purgeCases } from '../cases/purges.ts'
import { upgradeCases } from '../cases/upgrades.ts'

testEngines({ ...upgradeCases, ...purgeCases }, () => openSqlite({ path: ':memory:' }))

test('a new file has the very text of upstream’s in its table of tables, but for white space', async () => {
  const engine = await openSqlite({ path: ':memory:' })
  await upgrade(engine, 'heads')
  const query = sql<{ sql: string }>`select sql from sqlite_master where sql is not null`
  const ours = (await query.execute(engine.db)).rows.map(row => row.sql)
  await engine.db.destroy()
  const theirs = readFileSync(new URL('../upstream/sqlite-current.sql', import.meta.url), 'utf8')
    .split(/;\n/)
    .filter(statement => statement.startsWith('CREATE'))
  expect(ours.map(tidy).sort()).toEqual(theirs.map(tidy).sort())
})

test('foreign keys are kept again after an upgrade', async () => {
  const engine = await openSqlite({ path: ':memory:' })
  await upgrade(engine, 'heads')
  const orphan = sql`insert into image_tags (image_id, value, created_at, deleted) values ('none', 'a', '', 0)`
  await expect(orphan.execute(engine.db)).rejects.toThrow('FOREIGN KEY')
  await engine.db.destroy()
})

function tidy(statement: string): string {
  return statement
    .replaceAll('"', '')
    .replace(/\s+/g, ' ')
    .replace(/ ([,)])/g, '$1')
    .replaceAll('( ', '(')
}
