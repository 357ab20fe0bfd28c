import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { CachedImage } from '../../../../src/cache/cache.ts'
import { sqliteIndex } from '../../../../src/cache/index/sqlite.ts'
import type { Patience } from '../../../../src/cache/index/sqlite-file.ts'
import { cacheIndexContract } from '../../../contracts/cache-index.ts'

cacheIndexContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cache-index-'))
  const open = () => sqliteIndex({ path: join(folder, 'cache.db'), onLoss: () => {} })
  const index = open()
  return {
    index,
    place: async () => {},
    displace: async () => {},
    another: async () => open(),
    async dispose() {
      await index.close()
      await rm(folder, { recursive: true })
    },
  }
})

const image: CachedImage = {
  image_id: '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4',
  last_accessed: 2.5,
  last_modified: 1.25,
  size: 3,
  hits: 4,
  checksum: null,
}

async function openIn(prepare: (path: string) => unknown = () => {}, patience?: Patience) {
  const folder = await mkdtemp(join(tmpdir(), 'cache-index-'))
  const path = join(folder, 'cache.db')
  await prepare(path)
  const losses: string[] = []
  const index = sqliteIndex({ path, onLoss: reason => losses.push(reason), patience })
  onTestFinished(async () => {
    await index.close()
    await rm(folder, { recursive: true })
  })
  return { index, folder, path, losses }
}

test('no hit is lost when two processes count at once', async () => {
  const { index, path } = await openIn()
  const other = sqliteIndex({ path, onLoss: () => {} })
  await index.add([image])
  const countOneByOne = async (each: typeof index) => {
    for (let time = 0; time < 25; time++) await each.countHits([{ id: image.image_id, count: 1, at: 3 }])
  }
  await Promise.all([index, other].map(countOneByOne))
  await other.close()
  expect(await index.list()).toMatchObject([{ hits: image.hits + 50 }])
})

/** Whoever has it alone; the result lets the others in. */
function lock(path: string): () => void {
  const database = new Database(path)
  database.exec('begin exclusive')
  return () => void database.close()
}

test('a file that cannot be opened, because somebody locks it, is opened later', async () => {
  let unlock = () => {}
  const prepare = (path: string) => {
    unlock = lock(path)
  }
  const { index } = await openIn(prepare, { waitMilliseconds: 1, restMilliseconds: 0 })
  await expect(index.list()).rejects.toThrow('locked')
  unlock()
  expect(await index.list()).toEqual([])
})

test('who has waited for a lock in vain does not wait for it again and again', async () => {
  const { index, path } = await openIn(undefined, { waitMilliseconds: 1, restMilliseconds: 3_600_000 })
  await index.add([image])
  const unlock = lock(path)
  await expect(index.list()).rejects.toThrow('locked')
  unlock()
  await expect(index.list()).rejects.toThrow('locked')
})

test('while somebody locks it clients are told to come again, and when', async () => {
  const { index, path } = await openIn(undefined, { waitMilliseconds: 1, restMilliseconds: 3_600_000 })
  await index.add([image])
  const unlock = lock(path)
  onTestFinished(unlock)
  const error: unknown = await index.list().catch(reason => reason)
  expect(error).toMatchObject({
    status: 503,
    message: 'The index of the image cache is locked by another process.',
    headers: { 'Retry-After': '3600' },
    cause: { code: expect.stringMatching(/^SQLITE_BUSY/) },
  })
})

test('takes over a file that Glance wrote', async () => {
  const { index } = await openIn(path => {
    const file = new Database(path)
    file.exec(`CREATE TABLE IF NOT EXISTS cached_images (
      image_id TEXT PRIMARY KEY, last_accessed REAL DEFAULT 0.0, last_modified REAL DEFAULT 0.0,
      size INTEGER DEFAULT 0, hits INTEGER DEFAULT 0, checksum TEXT)`)
    file.exec(`INSERT INTO cached_images (image_id, last_accessed, last_modified, hits, size)
      VALUES ('${image.image_id}', 2.5, 1.25, 4, 3)`)
    file.close()
  })
  expect(await index.list()).toEqual([image])
})

test('keeps a single file beside the images', async () => {
  const { index, folder } = await openIn()
  await index.add([image])
  expect(await readdir(folder)).toEqual(['cache.db'])
})

test('a file that is no database goes to invalid/, and a new one takes its place', async () => {
  const { index, folder, losses } = await openIn(path => writeFile(path, 'no database\n'.repeat(1000)))
  await index.add([image])
  expect(await index.list()).toEqual([image])
  expect(losses).toHaveLength(1)
  expect(await readdir(join(folder, 'invalid'))).toEqual(['cache.db'])
})

test('a database of something else stays where it is', async () => {
  const { index, path, folder, losses } = await openIn(path => {
    const file = new Database(path)
    file.exec('create table images (id text)')
    file.exec('create table cached_images (id integer primary key, image_id text)')
    file.close()
  })
  await expect(index.add([image])).rejects.toThrow(`${path} is a database of something else: `)
  await expect(index.list()).rejects.toThrow('is a database of something else')
  expect([losses, await readdir(folder)]).toEqual([[], ['cache.db']])
})

test('a database with a damaged page is replaced, too', async () => {
  const { index, losses } = await openIn(async path => {
    const file = new Database(path)
    file.exec(
      'create table cached_images (image_id text primary key, last_accessed, last_modified, size, hits, checksum)',
    )
    const add = file.prepare('insert into cached_images values (?, 1, 1, 1, 1, null)')
    file.transaction(() => {
      for (let row = 0; row < 2000; row++) add.run(`${row}`.padStart(36, '0'))
    })()
    file.close()
    execFileSync('dd', [
      'if=/dev/urandom',
      `of=${path}`,
      'bs=4096',
      'seek=2',
      'count=8',
      'conv=notrunc',
      'status=none',
    ])
  })
  await index.list()
  await index.add([image])
  expect(await index.list()).toEqual([image])
  expect(losses).toHaveLength(1)
})

test('a file that is taken away under it is made again', async () => {
  const { index, path, losses } = await openIn()
  await index.add([image])
  await rm(path)
  await index.add([image])
  expect(await index.list()).toEqual([image])
  expect(losses).toHaveLength(1)
})
