import { rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { surplusBytes } from '../../../src/cache/fill/claim.ts'
import { type CacheFolder, cacheFolder } from '../../../src/cache/folder.ts'
import { sqliteIndex } from '../../../src/cache/index/sqlite.ts'
import { makeRoom } from '../../../src/cache/room.ts'
import {
  heldStore,
  newImage,
  noStore,
  startCache,
  storeWith,
  sum,
  temporaryFolder,
  until,
} from './cache-under-test.ts'

const log = pino({ level: 'silent' })

const settings = 'image_cache_max_size = 1000000'

test('the image that was not read for the longest time makes room for a new one', async () => {
  const { cache, read, cached, files } = await startCache({ settings })
  const [first, second, third] = [newImage(400_000), newImage(400_000), newImage(400_000)]
  for (const image of [first, second]) {
    await read(image, storeWith(image).fromStore)
    await cached(image)
  }
  await read(first, noStore)
  await read(third, storeWith(third).fromStore)
  await cached(third)
  expect((await files()).toSorted()).toEqual([first.id, third.id].toSorted())
  await until(async () => (await cache.list()).length === 2)
})

test('an image larger than the cache is not cached, and drives nothing out', async () => {
  const { read, cached, files } = await startCache({ settings })
  const [small, large] = [newImage(400_000), newImage(1_000_001)]
  await read(small, storeWith(small).fromStore)
  await cached(small)
  expect(sum(await read(large, storeWith(large).fromStore))).toBe(large.checksum)
  expect([await files(), await files('incomplete')]).toEqual([[small.id], []])
})

test('what is being filled counts in full from its beginning', async () => {
  const { read, cached, files, open } = await startCache({ settings })
  const [filling, other] = [newImage(700_000), newImage(400_000)]
  const store = heldStore(filling)
  await open(filling, store.fromStore)
  expect(sum(await read(other, storeWith(other).fromStore))).toBe(other.checksum)
  expect(await files('incomplete')).toEqual([filling.id])
  store.send()
  await cached(filling)
  expect(await files()).toEqual([filling.id])
})

test('broken images go before sound ones', async () => {
  const { read, cached, files, folder } = await startCache({ settings })
  const [sound, next, broken] = [newImage(400_000), newImage(400_000), newImage(400_000)]
  await read(sound, storeWith(sound).fromStore)
  await cached(sound)
  await writeFile(join(folder, 'invalid', broken.id), broken.data)
  await read(next, storeWith(next).fromStore)
  await cached(next)
  expect((await files()).toSorted()).toEqual([sound.id, next.id].toSorted())
  expect(await files('invalid')).toEqual([])
})

test('an image without a record counts as last read when it was written', async () => {
  const { cache, read, cached, folder, files } = await startCache({ settings })
  const [recorded, stranger, next] = [newImage(400_000), newImage(400_000), newImage(400_000)]
  await read(recorded, storeWith(recorded).fromStore)
  await cached(recorded)
  await until(async () => (await cache.list()).length === 1)
  await writeFile(join(folder, 'stranger'), stranger.data)
  await utimes(join(folder, 'stranger'), 1, 1)
  await rename(join(folder, 'stranger'), join(folder, stranger.id))
  await read(next, storeWith(next).fromStore)
  await cached(next)
  expect((await files()).toSorted()).toEqual([recorded.id, next.id].toSorted())
})

test('with image_cache_max_size = 0 nothing is cached', async () => {
  const { read, files } = await startCache({ settings: 'image_cache_max_size = 0' })
  const image = newImage()
  await read(image, storeWith(image).fromStore)
  expect([await files(), await files('incomplete')]).toEqual([[], []])
})

test('a bound that was lowered is reached also while a larger image is being filled under the old one', async () => {
  const { open, read, cached, files, folder, settled } = await startCache({ settings })
  const [complete, filling, late] = [newImage(200_000), newImage(500_000), newImage(400_000)]
  await read(complete, storeWith(complete).fromStore)
  await cached(complete)
  const store = heldStore(filling)
  await open(filling, store.fromStore)

  const lowered = await startCache({ folder, settings: 'image_cache_max_size = 300000' })
  expect(await lowered.cache.prune()).toEqual({ files: 1, bytes: 200_000 })
  store.send()
  await cached(filling)
  await settled()
  await lowered.read(late, storeWith(late).fromStore)
  expect(await files()).toEqual([])
})

test('room is made also while somebody locks the index', async () => {
  const folder = cacheFolder(await temporaryFolder())
  await folder.prepare()
  const path = join(folder.base, 'cache.db')
  const patience = { waitMilliseconds: 1, restMilliseconds: 0 }
  const index = sqliteIndex({ path, onLoss: () => {}, patience })
  onTestFinished(() => index.close())
  const images = [newImage(500), newImage(500)]
  for (const { id, data } of images) await writeFile(folder.path('complete', id), data)
  await index.list()
  const locking = new Database(path)
  onTestFinished(() => void locking.close())
  locking.exec('begin exclusive')
  expect(await makeRoom({ folder, index, maxBytes: 600, onRemoved: () => {}, log })).toEqual({
    files: 1,
    bytes: 500,
    isEnough: true,
  })
})

test('fills that begin at once, in two processes, stay within the bound together', async () => {
  const one = await startCache({ settings })
  const two = await one.another()
  const images = Array.from({ length: 12 }, () => newImage(300_000))
  const readers = images.map((image, at) => (at % 2 ? one : two).read(image, storeWith(image).fromStore))
  expect((await Promise.all(readers)).map(sum)).toEqual(images.map(({ checksum }) => checksum))
  await one.settled()
  expect((await one.files()).length).toBeLessThanOrEqual(3)
})

test('an image that becomes complete while room is made counts, and counts once', async () => {
  const folder = cacheFolder(await temporaryFolder())
  await folder.prepare()
  const index = sqliteIndex({ path: join(folder.base, 'cache.db'), onLoss: () => {} })
  const [old, filled] = [newImage(500), newImage(500)]
  await writeFile(folder.path('complete', old.id), old.data)
  await utimes(folder.path('complete', old.id), 1, 1)
  await writeFile(folder.path('incomplete', filled.id), Buffer.alloc(500 + surplusBytes))

  let listing: Promise<unknown> = Promise.resolve()
  const movedMeanwhile: CacheFolder = {
    ...folder,
    files(place) {
      const files = listing.then(() => folder.files(place))
      listing = files.then(() => folder.move(filled.id, 'incomplete', 'complete')).catch(() => undefined)
      return files
    },
  }
  const bounds = { folder: movedMeanwhile, index, onRemoved: () => {}, log }
  expect(await makeRoom({ ...bounds, maxBytes: 1000 + surplusBytes })).toMatchObject({ files: 0 })
  await folder.move(filled.id, 'complete', 'incomplete')
  expect(await makeRoom({ ...bounds, maxBytes: 900 })).toMatchObject({ files: 1, bytes: 500 })
  await index.close()
})

test('an image that cannot be removed stays, and another one makes room', async () => {
  const folder = cacheFolder(await temporaryFolder())
  await folder.prepare()
  const index = sqliteIndex({ path: join(folder.base, 'cache.db'), onLoss: () => {} })
  const [stuck, next] = [newImage(500), newImage(500)]
  for (const [time, image] of [stuck, next].entries()) {
    await writeFile(folder.path('complete', image.id), image.data)
    await utimes(folder.path('complete', image.id), time + 1, time + 1)
  }
  const immutable: CacheFolder = {
    ...folder,
    remove: (place, id) =>
      id === stuck.id ? Promise.reject(new Error('Operation not permitted')) : folder.remove(place, id),
  }
  const bounds = { folder: immutable, index, onRemoved: () => {}, log }
  expect(await makeRoom({ ...bounds, maxBytes: 600 })).toEqual({ files: 1, bytes: 500, isEnough: true })
  expect(await makeRoom({ ...bounds, maxBytes: 400 })).toEqual({ files: 0, bytes: 0, isEnough: false })
  await index.close()
})
