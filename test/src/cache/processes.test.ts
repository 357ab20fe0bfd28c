import { execFileSync } from 'node:child_process'
import { mkdir, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { surplusBytes } from '../../../src/cache/claim.ts'
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

test('an image that another process fills comes from the store, once for each process', async () => {
  const one = await startCache()
  const two = await one.another()
  const image = newImage(2_000_000)
  const store = heldStore(image)
  const filling = one.read(image, store.fromStore)
  await until(async () => (await one.files('incomplete')).length > 0)
  expect(sum(await two.read(image, storeWith(image).fromStore))).toBe(image.checksum)
  store.send()
  await filling
  await one.cached(image)
  expect(sum(await two.read(image, noStore))).toBe(image.checksum)
})

test('an unfinished image never has the size of a finished one', async () => {
  const { open, folder } = await startCache()
  const image = newImage(2_000_000)
  await open(image, heldStore(image).fromStore)
  const { size } = await stat(join(folder, 'incomplete', image.id))
  expect(size).toBe(image.size + surplusBytes)
})

/** What a process that is gone by now was filling, of the size of an image that is nearly finished. */
async function leaveBehind(
  folder: string,
  { pid, host = hostname() }: { pid: number; host?: string },
): Promise<string> {
  const image = newImage(1000)
  const incomplete = join(folder, 'incomplete')
  await mkdir(incomplete, { recursive: true })
  await writeFile(join(incomplete, `.upload~${image.id}~${host}~${pid}~1~abcdef01`), '')
  await writeFile(join(incomplete, image.id), image.data)
  return join(incomplete, image.id)
}

function deadProcess(): number {
  return Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }))
}

test('a start removes what a dead process was filling', async () => {
  const folder = await temporaryFolder()
  await leaveBehind(folder, { pid: deadProcess() })
  const { settled } = await startCache({ folder })
  await settled()
})

test('a start leaves alone what a living process fills', async () => {
  const one = await startCache()
  const image = newImage(2_000_000)
  const store = heldStore(image)
  const reading = one.read(image, store.fromStore)
  await until(async () => (await one.files('incomplete')).length > 0)
  const two = await one.another()
  await two.cache.close()
  store.send()
  expect(sum(await reading)).toBe(image.checksum)
  await one.cached(image)
})

test('what another host was filling goes when it has been silent for image_cache_stall_time', async () => {
  const folder = await temporaryFolder()
  const silent = await leaveBehind(folder, { pid: 1, host: 'elsewhere' })
  const fresh = await leaveBehind(folder, { pid: 1, host: 'elsewhere' })
  const hourAgo = Date.now() / 1000 - 3600
  await utimes(silent, hourAgo, hourAgo)
  const { cache, files } = await startCache({ folder, settings: 'image_cache_stall_time = 600' })
  await cache.close()
  expect(await files('incomplete')).toEqual([fresh.split('/').at(-1)])
})

test('an image whose filler died is filled again by whoever reads it next', async () => {
  const { read, cached, folder } = await startCache()
  const path = await leaveBehind(folder, { pid: deadProcess() })
  const image = { ...newImage(), id: path.split('/').at(-1) ?? '' }
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(image.checksum)
  await cached(image)
})

test('a start gives records to images that have none, and takes them from images that are gone', async () => {
  const one = await startCache()
  const [kept, gone] = [newImage(), newImage()]
  for (const image of [kept, gone]) {
    await one.read(image, storeWith(image).fromStore)
    await one.cached(image)
  }
  await until(async () => (await one.cache.list()).length === 2)
  await one.cache.close()
  execFileSync('rm', [join(one.folder, gone.id)])
  const stranger = newImage(500)
  await writeFile(join(one.folder, stranger.id), stranger.data)

  const two = await one.another()
  const listed = async () => (await two.cache.list()).map(({ image_id, size }) => [image_id, size])
  await until(async () => (await listed()).some(([id]) => id === stranger.id))
  expect(await listed()).toEqual(
    [
      [kept.id, kept.size],
      [stranger.id, 500],
    ].toSorted(),
  )
})

test('when the index is lost it is made again from the files', async () => {
  const one = await startCache()
  const image = newImage()
  await one.read(image, storeWith(image).fromStore)
  await one.cached(image)
  await until(async () => (await one.cache.list()).length === 1)
  await one.cache.close()
  await writeFile(join(one.folder, 'cache.db'), 'no database\n'.repeat(1000))

  const two = await one.another()
  expect(sum(await two.read(image, noStore))).toBe(image.checksum)
  await until(async () => (await two.cache.list()).length === 1)
})
