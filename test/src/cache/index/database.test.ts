import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { CachedImage } from '../../../../src/cache/cache.ts'
import { databaseIndex } from '../../../../src/cache/index/database.ts'
import { nodesWith } from '../../../../src/db/cached-images.ts'
import type { Database } from '../../../../src/db/database.ts'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import { cacheIndexContract, type IndexUnderTest } from '../../../contracts/cache-index.ts'
import { type Postgresql, startPostgresql } from '../../../support/postgresql.ts'

let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
}, 60_000)
afterAll(() => server?.stop())

const [here, there] = ['http://one.example:9292', 'http://two.example:9292']

cacheIndexContract('centralized_db on SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cache-index-'))
  const database = await openEmpty(`sqlite:///${folder}/glance.sqlite`)
  return under(database, () => rm(folder, { recursive: true }))
})

cacheIndexContract('centralized_db on PostgreSQL', async () =>
  under(await openEmpty(await server.createDatabase())),
)

async function openEmpty(connection: string): Promise<Database> {
  const database = await openDatabase({ connection })
  await ensureEmbedded(database)
  return database
}

async function under(database: Database, alsoDispose = async () => {}): Promise<IndexUnderTest> {
  return {
    index: await databaseIndex(database, here),
    place: async () => {},
    displace: async () => {},
    another: () => databaseIndex(database, here),
    async dispose() {
      await database.close()
      await alsoDispose()
    },
  }
}

const image: CachedImage = {
  image_id: '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4',
  last_accessed: 2,
  last_modified: 1,
  size: 3,
  hits: 0,
  checksum: null,
}

async function twoNodes() {
  const database = await openEmpty(await server.createDatabase())
  onTestFinished(() => database.close())
  return { database, one: await databaseIndex(database, here), two: await databaseIndex(database, there) }
}

test('each node lists and counts its own', async () => {
  const { one, two } = await twoNodes()
  await one.add([image])
  await two.add([{ ...image, hits: 5 }])
  await one.countHits([{ id: image.image_id, count: 1, at: 3 }])
  expect([await one.list(), await two.list()]).toMatchObject([[{ hits: 1 }], [{ hits: 5 }]])
  await one.remove([image.image_id])
  expect([await one.list(), await two.list()]).toMatchObject([[], [{ hits: 5 }]])
})

test('takes over rows that Glance wrote', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cache-index-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const database = await openEmpty(`sqlite:///${folder}/glance.sqlite`)
  onTestFinished(() => database.close())
  const rows = new Sqlite(join(folder, 'glance.sqlite'))
  rows.exec(`insert into node_reference (node_reference_id, node_reference_url) values (7, '${here}')`)
  rows.exec(`insert into cached_images (id, image_id, last_accessed, last_modified, size, hits, checksum, node_reference_id)
    values (1, '${image.image_id}', '2026-11-22 10:00:01.500000', '2026-11-22 09:00:00.000000', 3, 4, null, 7)`)
  rows.close()
  const index = await databaseIndex(database, here)
  expect(await index.list()).toEqual([
    {
      ...image,
      hits: 4,
      last_accessed: Date.parse('2026-11-22T10:00:01.5Z') / 1000,
      last_modified: Date.parse('2026-11-22T09:00:00Z') / 1000,
    },
  ])
  await index.countHits([{ id: image.image_id, count: 1, at: 3 }])
  expect(await index.list()).toMatchObject([{ hits: 5 }])
})

test('it is known which nodes keep an image', async () => {
  const { database, one, two } = await twoNodes()
  expect(await nodesWith(database, image.image_id)).toEqual([])
  await two.add([image])
  await one.add([image])
  expect(await nodesWith(database, image.image_id)).toEqual([here, there])
})

test('hits that two connections count at once all count', async () => {
  const { database, one } = await twoNodes()
  const other = await databaseIndex(database, here)
  await one.add([image])
  const count = () => [one, other].map(each => each.countHits([{ id: image.image_id, count: 1, at: 3 }]))
  await Promise.all(Array.from({ length: 20 }, count).flat())
  expect(await one.list()).toMatchObject([{ hits: 40 }])
})

test('a node that opens from many workers at once is one node', async () => {
  const { database } = await twoNodes()
  const opened = await Promise.all(
    Array.from({ length: 8 }, () => databaseIndex(database, 'http://new.example')),
  )
  await opened[0]?.add([image])
  expect(await opened[7]?.list()).toHaveLength(1)
})
