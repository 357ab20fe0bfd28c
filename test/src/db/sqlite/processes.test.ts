import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'

const folder = mkdtempSync(join(tmpdir(), 'glasspaste-processes-'))
afterAll(() => rmSync(folder, { recursive: true }))

// Each loads everything anew, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

test('several processes write to one file, and nothing is lost', async () => {
  const connection = `sqlite:///${join(folder, 'shared.sqlite')}`
  const database = await openDatabase({ connection })
  await ensureEmbedded(database)
  await database.images.insert({ id: 'counter', status: 'active' })
  const script = new URL('./increment.ts', import.meta.url)
  const exits = [1, 2].map(() => once(fork(script, [connection, 'counter', '20']), 'exit'))
  expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0])
  expect(await database.images.find('counter')).toMatchObject({ min_ram: 40 })
  await database.close()
})

test('several that start on an empty file at once make one schema', async () => {
  const connection = `sqlite:///${join(folder, 'fresh.sqlite')}`
  const databases = await Promise.all([1, 2].map(() => openDatabase({ connection })))
  await Promise.all(databases.map(ensureEmbedded))
  for (const database of databases) expect(await database.revision()).toBe('2024_1_contract01')
  await Promise.all(databases.map(database => database.close()))
})
