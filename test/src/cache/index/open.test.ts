import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { CachedImage } from '../../../../src/cache/cache.ts'
import { cacheFolder } from '../../../../src/cache/folder.ts'
import { databaseIndex } from '../../../../src/cache/index/database.ts'
import { migrateFromSqlite } from '../../../../src/cache/index/migrate.ts'
import { openIndex } from '../../../../src/cache/index/open.ts'
import { sqliteIndex } from '../../../../src/cache/index/sqlite.ts'
import { loadConfig } from '../../../../src/config/load.ts'
import type { Database } from '../../../../src/db/database.ts'
import { ensureEmbedded, openDatabase } from '../../../../src/db/open.ts'
import { corruptions } from './corruptions.ts'

const node = 'http://one.example:9292'
const image: CachedImage = {
  image_id: '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4',
  last_accessed: 1_700_000_100.5,
  last_modified: 1_700_000_000.25,
  size: 3,
  hits: 4,
  checksum: null,
}

/** Of the year 9999, in epoch seconds. */
const endOfTime = 253_402_300_799

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'open-index-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function open(base: string, settings: string, database?: Database) {
  await writeFile(join(base, 'glance-api.conf'), `[DEFAULT]\nimage_cache_dir = ${base}\n${settings}\n`)
  const folder = cacheFolder(base)
  await folder.prepare()
  const log: string[] = []
  const opened = await openIndex({
    config: await loadConfig({ files: [join(base, 'glance-api.conf')], env: {} }),
    folder,
    database: async () => database ?? Promise.reject(new Error('no database is needed')),
    onLoss: () => {},
    log: pino({ level: 'warn' }, { write: (line: string) => void log.push(line) }),
  })
  onTestFinished(() => opened.index.close())
  return { ...opened, log }
}

async function newDatabase(): Promise<Database> {
  const database = await openDatabase({ connection: `sqlite:///${await newFolder()}/glance.sqlite` })
  onTestFinished(() => database.close())
  await ensureEmbedded(database)
  return database
}

const centralized = `image_cache_driver = centralized_db\nworker_self_reference_url = ${node}`

/** What the sqlite driver would have left. */
async function writeSqlite(base: string, records: readonly CachedImage[]) {
  const index = sqliteIndex({ path: join(base, 'cache.db'), onLoss: () => {} })
  await index.add(records)
  await index.close()
}

async function readSqlite(base: string) {
  const index = sqliteIndex({ path: join(base, 'cache.db'), onLoss: () => {} })
  const records = await index.list()
  await index.close()
  return records
}

test('without a setting, and without a URL of the node, records are kept with sqlite', async () => {
  const base = await newFolder()
  const { index, nodesWith } = await open(base, '')
  await index.add([image])
  expect([nodesWith, await readSqlite(base)]).toEqual([undefined, [image]])
})

test('centralized_db without a URL of the node: sqlite is used, and the log says why', async () => {
  const base = await newFolder()
  const { index, log } = await open(base, 'image_cache_driver = centralized_db')
  await index.add([image])
  expect(await readSqlite(base)).toEqual([image])
  expect(log.join()).toContain(
    "image_cache_driver = sqlite is used: 'worker_self_reference_url' needs to be set",
  )
})

test('centralized_db keeps the records in the database, and knows the nodes', async () => {
  const base = await newFolder()
  const { index, nodesWith } = await open(base, centralized, await newDatabase())
  await index.add([image])
  expect(await nodesWith?.(image.image_id)).toEqual([node])
  expect(await readdir(base)).not.toContain('cache.db')
})

test('records of the sqlite driver move into the database once; the file stays, empty', async () => {
  const [base, database] = [await newFolder(), await newDatabase()]
  await writeSqlite(base, [image])
  const { index } = await open(base, centralized, database)
  expect(await index.list()).toEqual([image])
  expect(await readSqlite(base)).toEqual([])

  await index.remove([image.image_id])
  const again = await open(base, centralized, database)
  expect(await again.index.list()).toEqual([])
})

test('a record that the database has already is not overwritten, nor kept in the file', async () => {
  const [base, database] = [await newFolder(), await newDatabase()]
  const { index } = await open(base, centralized, database)
  await index.add([{ ...image, hits: 99 }])
  await writeSqlite(base, [image])
  const again = await open(base, centralized, database)
  expect(await again.index.list()).toMatchObject([{ hits: 99 }])
  expect(await readSqlite(base)).toEqual([])
})

test('records that make no sense keep nothing from moving', async () => {
  const base = await newFolder()
  await writeSqlite(base, [image])
  const { image_id: id, size } = image
  await corruptions['whose rows point at nothing, and hold nothing that makes sense']?.(
    join(base, 'cache.db'),
    {
      id,
      size,
    },
  )
  const { index } = await open(base, centralized, await newDatabase())
  expect(await index.list()).toContainEqual({ ...image, last_accessed: 0, last_modified: endOfTime, hits: 0 })
})

test('records that cannot be moved now keep nobody from starting, and move the next time', async () => {
  const [base, database] = [await newFolder(), await newDatabase()]
  await writeSqlite(base, [image])
  const path = join(base, 'cache.db')
  const locking = new Sqlite(path)
  locking.exec('begin exclusive')
  const index = await databaseIndex(database, node)
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const patience = { waitMilliseconds: 1, restMilliseconds: 0 }
  await migrateFromSqlite(path, index, { log, patience })
  expect(lines.join()).toContain('cannot move the records')

  locking.close()
  await migrateFromSqlite(path, index, { log, patience })
  expect([await index.list(), await readSqlite(base)]).toEqual([[image], []])
})

test('nothing moves while another driver is set', async () => {
  const base = await newFolder()
  await writeSqlite(base, [image])
  await open(base, `image_cache_driver = xattr\nworker_self_reference_url = ${node}`)
  expect(await readSqlite(base)).toEqual([image])
})

test('image_cache_sqlite_db names the file', async () => {
  const base = await newFolder()
  const { index } = await open(base, 'image_cache_driver = sqlite\nimage_cache_sqlite_db = other.db')
  await index.add([image])
  expect(await readdir(base)).toContain('other.db')
})

test.each(['sub/other.db', '/other.db'])('image_cache_sqlite_db = %s: its folder is made', async end => {
  const base = await newFolder()
  const file = end.startsWith('/') ? `${await newFolder()}/absolute${end}` : end
  const { index } = await open(base, `image_cache_driver = sqlite\nimage_cache_sqlite_db = ${file}`)
  await index.add([image])
  expect((await stat(resolve(base, file))).isFile()).toBe(true)
})

test.each(['', '.', '..', 'queue', '/'])(
  'image_cache_sqlite_db = "%s" is refused, and the folder stays',
  async file => {
    const base = await newFolder()
    await expect(open(base, `image_cache_driver = sqlite\nimage_cache_sqlite_db = ${file}`)).rejects.toThrow(
      `image_cache_sqlite_db = ${file} names a folder of the image cache, not a file`,
    )
    expect(await readdir(base)).toContain('queue')
  },
)
