import { rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { ImageCache } from '../../../src/cache/cache.ts'
import { openCache } from '../../../src/cache/open.ts'
import { fetchQueued, startPrefetcher } from '../../../src/cache/prefetch.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { createImageService } from '../../../src/create-service.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { newImage, temporaryFolder, until } from './cache-under-test.ts'

const { signal } = new AbortController()

/** A service over a filesystem store, with its cache, and a way to put images into the store. */
async function serve(settings = '') {
  const folder = await temporaryFolder()
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, configFor(folder, settings))
  const config = await loadConfig({ files: [file], env: {} })
  const database = await openDatabase(config)
  await ensureEmbedded(database)
  await database.close()
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const service = await createImageService(config, log)
  const cache = await openCache(config, log, async () => service.db)
  onTestFinished(async () => {
    await cache.close()
    await service.close()
  })

  async function store({ status = 'active', size = 100_000 }: StoreOptions = {}) {
    const image = newImage(size)
    const { location, ...kept } = await service.stores.default.add(image.id, chunks(image.data), {
      signal,
      hashingAlgorithm: 'sha512',
    })
    const { checksum, os_hash_algo, os_hash_value, metadata } = kept
    await service.db.images.insert({ id: image.id, status: 'queued', visibility: 'public' })
    const locations = [{ url: location, metadata, status: 'active' }]
    await service.db.images.update(image.id, {
      status,
      size,
      checksum,
      os_hash_algo,
      os_hash_value,
      locations,
    })
    return image
  }
  return { folder, service, cache, store, lines }
}

interface StoreOptions {
  readonly status?: 'active' | 'deactivated'
  readonly size?: number
}

function configFor(folder: string, settings: string): string {
  return `[DEFAULT]
image_cache_dir = ${folder}/cache
image_cache_driver = sqlite
${settings}
[database]
connection = sqlite:///${folder}/glance.sqlite
[glance_store]
filesystem_store_datadir = ${folder}/images
`
}

async function* chunks(data: Buffer) {
  yield data
}

test('queued images come in, the queue becomes empty', async () => {
  const { service, cache, store } = await serve()
  const images = [await store(), await store()]
  for (const { id } of images) await cache.queue(id)
  expect(await fetchQueued(service, cache, signal)).toBe(true)
  for (const { id } of images) expect(await cache.has(id)).toBe(true)
  expect(await cache.queued()).toEqual([])
})

test('an image that cannot be had stays queued, and the others come in all the same', async () => {
  const { service, cache, store, folder } = await serve()
  const [lost, kept] = [await store(), await store()]
  for (const { id } of [lost, kept]) await cache.queue(id)
  await rm(join(folder, 'images', lost.id))
  expect(await fetchQueued(service, cache, signal)).toBe(false)
  expect([await cache.has(lost.id), await cache.has(kept.id)]).toEqual([false, true])
  expect(await cache.queued()).toEqual([lost.id])
})

test('only active images come in', async () => {
  const { service, cache, store } = await serve()
  const [deactivated, unknown] = [await store({ status: 'deactivated' }), newImage()]
  for (const { id } of [deactivated, unknown]) await cache.queue(id)
  expect(await fetchQueued(service, cache, signal)).toBe(false)
  expect([...(await cache.queued())].toSorted()).toEqual([deactivated.id, unknown.id].toSorted())
})

test('an image without a byte leaves the queue like others', async () => {
  const { service, cache, store } = await serve()
  const image = await store({ size: 0 })
  await cache.queue(image.id)
  expect(await fetchQueued(service, cache, signal)).toBe(true)
  expect(await cache.list()).toMatchObject([{ image_id: image.id, size: 0 }])
  expect(await cache.queued()).toEqual([])
})

test('an image that is larger than the cache stays queued, and the log says why', async () => {
  const { service, cache, store, lines } = await serve('image_cache_max_size = 99999')
  const image = await store()
  await cache.queue(image.id)
  expect(await fetchQueued(service, cache, signal)).toBe(false)
  expect(await cache.queued()).toEqual([image.id])
  expect(lines.join()).toContain('it has 100000 bytes, and image_cache_max_size is 99999')
})

test('the queue is looked through regularly', async () => {
  const { service, cache, store } = await serve()
  const prefetcher = startPrefetcher(service, cache, { intervalSeconds: 0.05 })
  const image = await store()
  await cache.queue(image.id)
  await until(() => cache.has(image.id))
  await prefetcher.close()
})

test('a queue that cannot be read for a while is looked through again', async () => {
  const { service, cache, store, folder, lines } = await serve()
  const queue = join(folder, 'cache/queue')
  await rm(queue, { recursive: true })
  await symlink('queue', queue)
  const prefetcher = startPrefetcher(service, cache, { intervalSeconds: 0.05 })
  await until(async () => lines.join().includes('cannot fetch queued images'))

  await rm(queue)
  const image = await store()
  await cache.queue(image.id)
  await until(() => cache.has(image.id))
  await prefetcher.close()
})

test('what is asked for comes in at once, and closing waits for it', async () => {
  const { service, cache, store } = await serve()
  const prefetcher = startPrefetcher(service, cache, { intervalSeconds: 0 })
  const image = await store()
  await cache.queue(image.id)
  prefetcher.fetch(image.id)
  await until(() => cache.has(image.id))
  await prefetcher.close()
  prefetcher.fetch((await store()).id)
})

test('an image that is under way when the service closes stays queued, without a word', async () => {
  const { service, cache, store, lines } = await serve()
  const image = await store()
  await cache.queue(image.id)
  const coming = Promise.withResolvers<void>()
  const bringIn: ImageCache['bringIn'] = (_image, _fromStore, { signal }) => {
    coming.resolve()
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  const prefetcher = startPrefetcher(service, { ...cache, bringIn }, { intervalSeconds: 0 })
  prefetcher.fetch(image.id)
  await coming.promise
  await prefetcher.close()
  expect([await cache.queued(), lines]).toEqual([[image.id], []])
})

test('an image that is taken out of the queue before its turn is not fetched', async () => {
  const { service, cache, store } = await serve()
  const prefetcher = startPrefetcher(service, cache, { intervalSeconds: 0 })
  const [first, second, third] = [await store(), await store(), await store()]
  for (const { id } of [first, second, third]) await cache.queue(id)
  await cache.unqueue(second.id)
  for (const { id } of [first, second, third]) prefetcher.fetch(id)
  await until(() => cache.has(third.id))
  expect([await cache.has(first.id), await cache.has(second.id)]).toEqual([true, false])
  await prefetcher.close()
})

test("an image that another process is fetching is nobody else's fault, and stays queued until it is there", async () => {
  const { service, cache, store, folder, lines } = await serve()
  const image = await store()
  await cache.queue(image.id)
  const coming = join(folder, 'cache/incomplete', image.id)
  await writeFile(coming, 'of another process')
  expect(await fetchQueued(service, cache, signal)).toBe(true)
  expect([await cache.queued(), lines]).toEqual([[image.id], []])

  await writeFile(coming, image.data)
  await rename(coming, join(folder, 'cache', image.id))
  expect(await fetchQueued(service, cache, signal)).toBe(true)
  expect([await cache.queued(), lines]).toEqual([[], []])
})
