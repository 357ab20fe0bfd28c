import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import {
  type CacheUnderTest,
  heldStore,
  newImage,
  noStore,
  startCache,
  storeWith,
  until,
} from './cache-under-test.ts'

async function withImages(count: number) {
  const under = await startCache()
  const images = Array.from({ length: count }, () => newImage(1000))
  for (const image of images) await bringIn(under, image)
  return { under, images, ids: images.map(({ id }) => id) }
}

async function bringIn(
  { cache, read, cached, settled }: CacheUnderTest,
  image: ReturnType<typeof newImage>,
): Promise<void> {
  await read(image, storeWith(image).fromStore)
  await cached(image)
  await settled()
  await until(async () => (await cache.list()).some(({ image_id }) => image_id === image.id))
}

test('the list tells sizes, times and hits', async () => {
  const { under, images } = await withImages(1)
  const [image = newImage()] = images
  const before = Date.now() / 1000 - 60
  await under.read(image, noStore)
  await under.read(image, noStore)
  const [listed] = await under.cache.list()
  expect(listed).toMatchObject({ image_id: image.id, size: 1000, hits: 2, checksum: image.checksum })
  expect(listed?.last_accessed).toBeGreaterThan(before)
  expect(listed?.last_modified).toBeGreaterThan(before)
})

test('forgetting removes copy and record, and says whether there was one', async () => {
  const { under, ids } = await withImages(2)
  const [gone = '', kept = ''] = ids
  expect(await under.cache.forget(gone)).toBe(true)
  expect(await under.cache.forget(gone)).toBe(false)
  expect([await under.cache.has(gone), await under.cache.has(kept)]).toEqual([false, true])
  expect((await under.cache.list()).map(({ image_id }) => image_id)).toEqual([kept])
})

test('images are forgotten also while somebody locks the index; their records follow', async () => {
  const { under, ids } = await withImages(2)
  const [first = ''] = ids
  const locking = new Database(join(under.folder, 'cache.db'))
  onTestFinished(() => void locking.close())
  locking.exec('begin exclusive')
  expect([await under.cache.forget(first), await under.cache.forgetAll()]).toEqual([true, 1])
  locking.exec('rollback')
  expect([await under.cache.list(), recordsIn(locking)]).toEqual([[], 0])
})

function recordsIn(file: Database.Database): unknown {
  return file.prepare('select count(*) from cached_images').pluck().get()
}

test('forgetting all tells how many there were', async () => {
  const { under } = await withImages(3)
  expect(await under.cache.forgetAll()).toBe(3)
  expect([await under.cache.list(), await under.files()]).toEqual([[], []])
})

test('an image is queued once, and not when it is cached', async () => {
  const { under, ids } = await withImages(1)
  const id = randomUUID()
  expect(await under.cache.queue(id)).toBe(true)
  expect(await under.cache.queue(id)).toBe(false)
  expect(await under.cache.queue(ids[0] ?? '')).toBe(false)
  expect(await under.cache.queued()).toEqual([id])
})

test('in a cache folder that disappeared images are queued all the same, and there is nothing to clean', async () => {
  const { cache, folder } = await startCache()
  expect(await cache.list()).toEqual([])
  await rm(folder, { recursive: true, maxRetries: 20 })
  await cache.clean()
  const id = randomUUID()
  expect(await cache.queue(id)).toBe(true)
  expect(await cache.queued()).toEqual([id])
})

test('what can be no id of an image is not queued', async () => {
  const under = await startCache()
  await expect(under.cache.queue('../x')).rejects.toMatchObject({ kind: 'Invalid' })
})

test('an image that comes into the cache leaves the queue', async () => {
  const under = await startCache()
  const image = newImage()
  await under.cache.queue(image.id)
  await bringIn(under, image)
  await expect.poll(() => under.cache.queued()).toEqual([])
})

test('an image is queued while it is being filled, and leaves the queue when that has worked', async () => {
  const under = await startCache()
  const [whole, half] = [newImage(), newImage()]
  for (const image of [whole, half]) {
    const store = heldStore(image)
    const reading = under.read(image, store.fromStore).catch(() => undefined)
    await under.begun()
    expect(await under.cache.queue(image.id)).toBe(true)
    if (image === whole) store.send()
    else store.fail(new Error('the store has failed'))
    await reading
    await under.settled()
  }
  expect(await under.files()).toEqual([whole.id])
  expect(await under.cache.queued()).toEqual([half.id])
})

test('the queue is emptied by one and by all', async () => {
  const { cache } = await startCache()
  const ids = [randomUUID(), randomUUID(), randomUUID()]
  for (const id of ids) await cache.queue(id)
  expect(await cache.unqueue(ids[0] ?? '')).toBe(true)
  expect(await cache.unqueue(ids[0] ?? '')).toBe(false)
  expect(await cache.unqueueAll()).toBe(2)
  expect(await cache.queued()).toEqual([])
})

test.each(['../secret', 'cache.db', 'incomplete', '', 'a/b', '.'])('"%s" names no image', async name => {
  const { cache, folder } = await startCache()
  await writeFile(join(folder, '..', 'secret'), '')
  expect([await cache.has(name), await cache.unqueue(name)]).toEqual([false, false])
  expect(await cache.forget(name)).toBe(false)
  await expect(cache.queue(name)).rejects.toThrow('cannot be the id of an image')
  await rm(join(folder, '..', 'secret'))
})
