import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  type CacheUnderTest,
  heldStore,
  newImage,
  noStore,
  startCache,
  storeWith,
  sum,
  until,
} from './cache-under-test.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const settings = 'image_cache_max_size = 1000000'

/** Only the clock: time itself goes on. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: false }))
afterEach(() => void vi.useRealTimers())

const leap = (milliseconds: number) => void vi.setSystemTime(Date.now() + milliseconds)

/** Brings an image in, and waits for its record. */
async function keep({ cache, read }: CacheUnderTest, size = 400_000) {
  const image = newImage(size)
  await read(image, storeWith(image).fromStore)
  await until(async () => (await cache.list()).some(({ image_id }) => image_id === image.id))
  leap(1000)
  return image
}

test.each([
  ['put back by a year', -365 * day],
  ['put back by an hour', -hour],
  ['put ahead by a year', 365 * day],
])('a clock that is %s between two reads changes nothing about who makes room', async (_what, jump) => {
  const one = await startCache({ settings })
  const [first, second] = [await keep(one), await keep(one)]
  leap(jump)
  await one.read(first, noStore)
  leap(minute)
  const third = await keep(one)
  expect((await one.files()).toSorted()).toEqual([first.id, third.id].toSorted())
  expect(await one.files()).not.toContain(second.id)
})

test('hits that wait to be written down while the clock is put back count as just now', async () => {
  const one = await startCache({ settings })
  const [first, second] = [await keep(one), await keep(one)]
  leap(365 * day)
  await one.read(first, noStore)
  leap(-365 * day + minute)
  for (const { last_accessed } of await one.cache.list())
    expect(last_accessed).toBeLessThanOrEqual(Date.now() / 1000)
  leap(minute)
  await one.read(second, noStore)
  const third = await keep(one)
  expect((await one.files()).toSorted()).toEqual([second.id, third.id].toSorted())
})

test.each([
  ['ahead', 400 * day],
  ['back', -400 * day],
])('a clock that leaps %s takes nothing away that is being filled or read', async (_where, jump) => {
  const one = await startCache({ settings: 'image_cache_stall_time = 60' })
  const two = await one.another()
  const read = await keep(one, 3_000_000)
  const reader = (await one.open(read, noStore))[Symbol.asyncIterator]()
  const received = [(await reader.next()).value]

  const filling = newImage(3_000_000)
  const store = heldStore(filling)
  const filled = one.read(filling, store.fromStore)
  store.send(1_000_000)
  await one.cache.queue(newImage().id)
  leap(jump)
  for (const { cache } of [one, two]) {
    await cache.clean()
    await cache.prune()
  }
  await two.another()

  store.send()
  expect(sum(await filled)).toBe(filling.checksum)
  await one.cached(filling)
  for (let next = await reader.next(); !next.done; next = await reader.next()) received.push(next.value)
  expect(sum(Buffer.concat(received))).toBe(read.checksum)
  expect(await one.cache.queued()).toHaveLength(1)
  const { fillSeconds } = one.cache.metrics
  expect(fillSeconds).toBeGreaterThan(0)
  expect(fillSeconds).toBeLessThan(day / 1000)
})

test.each([
  ['an hour old', -hour, []],
  ['an hour ahead, from before the clock was put back', hour, []],
  ['new', 0, ['kept']],
])('with image_cache_stall_time = 600 an unfinished file of nobody that is %s', async (_what, age, left) => {
  const { cache, files, folder } = await startCache({ settings: 'image_cache_stall_time = 600' })
  const { id } = newImage()
  const at = (Date.now() + age) / 1000
  await writeFile(join(folder, id), '')
  await writeFile(join(folder, 'incomplete', id), 'part')
  await utimes(join(folder, 'incomplete', id), at, at)
  await cache.clean()
  expect((await files('incomplete')).map(() => 'kept')).toEqual(left)
})
