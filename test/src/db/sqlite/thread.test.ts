import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { databaseOn } from '../../../../src/db/facade.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import type { FileSettings } from '../../../../src/db/sqlite/lane.ts'
import { openSqlite } from '../../../../src/db/sqlite/open.ts'
import { ThreadLane } from '../../../../src/db/sqlite/thread.ts'

const folder = mkdtempSync(join(tmpdir(), 'glasspaste-threads-'))
afterAll(() => rmSync(folder, { recursive: true }))

function settings(name: string): FileSettings {
  return { path: join(folder, name), busyTimeoutMilliseconds: 30_000, synchronous: 'OFF', readonly: false }
}

/** The thread that `start` starts first. */
async function withThread<T>(start: () => Promise<T>): Promise<readonly [T, Worker]> {
  const started = new Promise<Worker>(resolve => process.once('worker', resolve))
  return [await start(), await started]
}

const count = (rows: number) => ({
  sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) select count(*) as rows from n`,
  parameters: [rows],
})

test('queries of one moment are answered each with its own rows', async () => {
  const lane = await new ThreadLane(settings('batch')).open()
  const answers = await Promise.all([1, 2, 3, 4, 5].map(rows => lane.run(count(rows))))
  expect(answers.map(answer => answer.rows)).toEqual([1, 2, 3, 4, 5].map(rows => [{ rows }]))
  await lane.close()
})

test('a faulty query fails alone, with the code of its fault', async () => {
  const lane = await new ThreadLane(settings('fault')).open()
  const [before, faulty, after] = await Promise.allSettled([
    lane.run(count(1)),
    lane.run({ sql: 'select * from nowhere', parameters: [] }),
    lane.run(count(2)),
  ])
  expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled'])
  expect(faulty).toMatchObject({ reason: { code: 'SQLITE_ERROR', message: 'no such table: nowhere' } })
  await lane.close()
})

test('a query fails when its thread dies, and the next finds another thread', async () => {
  const [lane, worker] = await withThread(() => new ThreadLane(settings('death')).open())
  // Nothing is written before the thread is told to end.
  const locking = new Database(join(folder, 'death'))
  locking.exec('begin immediate')
  const writing = lane.run({ sql: 'create table kept (name text)', parameters: [] })
  const lost = expect(writing).rejects.toMatchObject({ code: 'SQLITE_WORKER_DIED' })
  await new Promise(setImmediate)
  const ended = worker.terminate()
  locking.close()
  await ended
  await lost
  expect((await lane.run(count(3))).rows).toEqual([{ rows: 3 }])
  await lane.close()
})

test('a transaction is lost with its thread, and what comes after it works', async () => {
  const [engine, writer] = await withThread(() => openSqlite({ path: join(folder, 'transaction') }))
  await upgrade(engine, 'heads')
  const database = databaseOn(engine)
  const work = database.transaction(async inside => {
    await inside.images.insert({ id: 'lost', status: 'active' })
    await writer.terminate()
    await inside.images.insert({ id: 'late', status: 'active' })
  })
  await expect(work).rejects.toMatchObject({ name: 'SqliteError' })
  await database.images.insert({ id: 'kept', status: 'active' })
  expect(await database.images.find('lost')).toBeUndefined()
  expect(await database.images.find('late')).toBeUndefined()
  expect(await database.images.find('kept')).toBeDefined()
  await database.close()
})

test('a file that cannot be opened fails the opening, by name', async () => {
  const path = join(folder, 'no', 'such', 'folder')
  await expect(openSqlite({ path })).rejects.toThrow(path)
})

test('a closed lane refuses', async () => {
  const lane = await new ThreadLane(settings('closed')).open()
  await lane.close()
  await expect(lane.run(count(1))).rejects.toMatchObject({ code: 'SQLITE_MISUSE' })
})
