import { rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setAttribute } from 'fs-xattr'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type CacheFolder, cacheFolder } from '../../../src/cache/folder.ts'
import { databaseIndex } from '../../../src/cache/index/database.ts'
import type { CacheIndex } from '../../../src/cache/index/driver.ts'
import { sqliteIndex } from '../../../src/cache/index/sqlite.ts'
import { xattrIndex } from '../../../src/cache/index/xattr.ts'
import { reconcile } from '../../../src/cache/reconcile.ts'
import { makeRoom } from '../../../src/cache/room.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { newImage, temporaryFolder } from './cache-under-test.ts'

const log = pino({ level: 'silent' })

const drivers: Readonly<Record<string, (folder: CacheFolder) => Promise<CacheIndex>>> = {
  sqlite: async ({ base }) => sqliteIndex({ path: join(base, 'cache.db'), onLoss: () => {} }),
  xattr: xattrIndex,
  async centralized_db() {
    const database = await openDatabase({ connection: `sqlite:///${await temporaryFolder()}/glance.sqlite` })
    onTestFinished(() => database.close())
    await ensureEmbedded(database)
    return databaseIndex(database, 'http://one.example:9292')
  },
}

const [second, hour, year] = [1, 3600, 365 * 86_400]
const now = () => Date.now() / 1000

describe.each(Object.entries(drivers))('with %s', (_driver, open) => {
  async function openFolder() {
    const folder = cacheFolder(await temporaryFolder())
    await folder.prepare()
    const index = await open(folder)
    onTestFinished(() => index.close())

    /** An image that was read so many seconds ago. */
    async function cached(ago: number, size = 100) {
      const { id } = newImage(1)
      const at = now() - ago
      await writeFile(folder.path('complete', id), Buffer.alloc(size))
      await utimes(folder.path('complete', id), at, at)
      await index.add([{ image_id: id, last_accessed: at, last_modified: at, size, hits: 7, checksum: null }])
      return id
    }
    const listed = async () => (await index.list()).map(({ image_id }) => image_id).toSorted()
    const kept = async () => (await folder.files('complete')).map(({ id }) => id).toSorted()
    const shrinkTo = (maxBytes: number) => makeRoom({ folder, index, maxBytes, onRemoved: () => {}, log })
    return { folder, index, cached, listed, kept, shrinkTo }
  }

  test('records of files that are gone, or have another length, go; files without a record get one', async () => {
    const { folder, index, cached, listed } = await openFolder()
    const [whole, gone, longer] = [await cached(hour), await cached(hour), await cached(hour)]
    await rm(folder.path('complete', gone))
    await writeFile(folder.path('complete', longer), Buffer.alloc(500))
    const stranger = newImage(1).id
    await writeFile(folder.path('complete', stranger), Buffer.alloc(200))

    await reconcile(folder, index, { stallSeconds: hour, log })
    expect(await listed()).toEqual([whole, longer, stranger].toSorted())
    const records = new Map((await index.list()).map(record => [record.image_id, record]))
    expect(records.get(whole)).toMatchObject({ size: 100, hits: 7 })
    expect(records.get(longer)?.size).toBe(500)
    expect(records.get(stranger)).toMatchObject({ size: 200, hits: 0 })
  })

  test('images that were read while the clock was a year ahead do not outlast all others', async () => {
    const { index, cached, kept, shrinkTo } = await openFolder()
    const [aheadFirst, aheadLast] = [await cached(-year), await cached(-year - hour)]
    await cached(hour)
    await shrinkTo(200)
    expect(await kept()).toEqual([aheadFirst, aheadLast].toSorted())
    for (const { last_accessed } of await index.list()) expect(last_accessed).toBeLessThanOrEqual(now())

    const readAfterwards = await cached(-second)
    await shrinkTo(200)
    expect(await kept()).toEqual([aheadLast, readAfterwards].toSorted())
    expect((await index.list()).map(({ hits }) => hits)).toEqual([7, 7])
  })

  test('after the clock was put back by a year images are evicted in their order all the same', async () => {
    const { cached, kept, shrinkTo } = await openFolder()
    const ids: string[] = []
    for (const ago of [5, 4, 3, 2, 1]) ids.push(await cached(-year + ago * hour))
    await shrinkTo(300)
    expect(await kept()).toEqual(ids.slice(2).toSorted())
    await shrinkTo(100)
    expect(await kept()).toEqual(ids.slice(4))
  })

  test('after the clock leapt ahead images are evicted in their order all the same', async () => {
    const { cached, kept, shrinkTo } = await openFolder()
    const ids: string[] = []
    for (const ago of [3, 2, 1, 0]) ids.push(await cached(10 * year + ago * hour))
    ids.push(await cached(second))
    await shrinkTo(200)
    expect(await kept()).toEqual(ids.slice(3).toSorted())
  })
})

test.each(['', 'many', '-5', '1e99', '9'.repeat(400)])(
  'the attribute "%s" counts as no hits, and can be counted up from',
  async garbage => {
    const folder = cacheFolder(await temporaryFolder())
    await folder.prepare()
    const { id } = newImage(1)
    await writeFile(folder.path('complete', id), 'data')
    await setAttribute(folder.path('complete', id), 'user.hits', garbage)
    const index = await xattrIndex(folder)
    expect(await index.list()).toMatchObject([{ image_id: id, hits: 0, size: 4 }])
    await index.countHits([{ id, count: 3, at: now() }])
    expect(await index.list()).toMatchObject([{ hits: 3 }])
  },
)
