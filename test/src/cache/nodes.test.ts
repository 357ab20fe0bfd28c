import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { FromStore, ImageCache } from '../../../src/cache/cache.ts'
import { sqliteIndex } from '../../../src/cache/index/sqlite.ts'
import { openCache } from '../../../src/cache/open.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import {
  newImage,
  noStore,
  startCache,
  storeWith,
  sum,
  type TestImage,
  temporaryFolder,
  until,
} from './cache-under-test.ts'

/** Nodes that share a folder and the database of the service. */
async function startNodes(...urls: readonly string[]): Promise<readonly ImageCache[]> {
  const folder = await temporaryFolder()
  const connection = `sqlite:///${folder}/glance.sqlite`
  const nodes: ImageCache[] = []
  for (const [at, url] of urls.entries()) {
    const database = await openDatabase({ connection })
    onTestFinished(() => database.close())
    await ensureEmbedded(database)
    const file = join(folder, `${at}.conf`)
    await writeFile(file, configFor(folder, url))
    const config = await loadConfig({ files: [file], env: {} })
    const cache = await openCache(config, pino({ level: 'silent' }), async () => database)
    onTestFinished(() => cache.close())
    nodes.push(cache)
  }
  return nodes
}

function configFor(folder: string, url: string): string {
  return `[DEFAULT]
image_cache_dir = ${folder}/cache
image_cache_driver = centralized_db
image_cache_max_size = 1000000
worker_self_reference_url = ${url}
`
}

async function read(cache: ImageCache | undefined, image: TestImage, fromStore: FromStore): Promise<void> {
  if (!cache) throw new Error('there is no such node')
  const call = { signal: new AbortController().signal }
  expect(sum(await buffer(await cache.read(image, { start: 0 }, fromStore, call)))).toBe(image.checksum)
}

const listed = async (cache?: ImageCache) => (await cache?.list())?.map(({ image_id }) => image_id)

test('what one node brings into a shared folder the others serve, and the bound holds for all together', async () => {
  const [one, two] = await startNodes('http://one.example:9292', 'http://two.example:9292')
  const [first, second, third] = [newImage(400_000), newImage(400_000), newImage(400_000)]
  await read(one, first, storeWith(first).fromStore)
  await until(async () => (await one?.has(first.id)) ?? false)
  await read(two, first, noStore)

  for (const image of [second, third]) {
    await read(two, image, storeWith(image).fromStore)
    await until(async () => (await two?.has(image.id)) ?? false)
  }
  expect(await one?.has(first.id)).toBe(false)
  expect((await one?.usage())?.bytes).toBe(800_000)
  expect(await listed(one)).toEqual([second.id, third.id].toSorted())
  await until(async () => (await one?.nodesWith?.(first.id))?.length === 0)
})

test('a copy that somebody takes out of the folder is listed no more, and its record goes', async () => {
  const { cache, read: readImage, folder } = await startCache()
  const image = newImage()
  await readImage(image, storeWith(image).fromStore)
  await until(async () => (await cache.list()).length === 1)
  await rm(join(folder, image.id))
  expect(await cache.list()).toEqual([])
  const index = sqliteIndex({ path: join(folder, 'cache.db'), onLoss: () => {} })
  onTestFinished(() => index.close())
  await until(async () => (await index.list()).length === 0)
})

test('what a node reads most lately of a shared folder stays, whichever node has brought it in', async () => {
  const [one, two] = await startNodes('http://one.example:9292', 'http://two.example:9292')
  const [first, second, third] = [newImage(400_000), newImage(400_000), newImage(400_000)]
  for (const image of [first, second]) {
    await read(one, image, storeWith(image).fromStore)
    await until(async () => (await one?.has(image.id)) ?? false)
  }
  await read(two, first, noStore)
  await read(two, third, storeWith(third).fromStore)
  await until(async () => (await two?.has(third.id)) ?? false)
  expect(await listed(two)).toEqual([first.id, third.id].toSorted())
})

test('nor does it go when only another node reads it', async () => {
  const [one, two] = await startNodes('http://one.example:9292', 'http://two.example:9292')
  const [first, second, third] = [newImage(400_000), newImage(400_000), newImage(400_000)]
  for (const image of [first, second]) {
    await read(two, image, storeWith(image).fromStore)
    await until(async () => (await two?.has(image.id)) ?? false)
    await read(one, image, noStore)
    await one?.list()
  }
  const before = await accessOf(two, second)
  await until(async () => {
    await read(one, first, noStore)
    await one?.list()
    return (await accessOf(two, first)) > before
  })
  await read(two, third, storeWith(third).fromStore)
  await until(async () => (await two?.has(third.id)) ?? false)
  expect(await listed(two)).toEqual([first.id, third.id].toSorted())
})

async function accessOf(cache: ImageCache | undefined, { id }: TestImage): Promise<number> {
  return (await cache?.list())?.find(({ image_id }) => image_id === id)?.last_accessed ?? 0
}

test('an image whose file somebody puts into the folder is listed', async () => {
  const { cache, folder } = await startCache()
  const image = newImage(1000)
  expect(await cache.list()).toEqual([])
  await writeFile(join(folder, image.id), image.data)
  expect(await cache.list()).toMatchObject([{ image_id: image.id, size: 1000, hits: 0 }])
})
