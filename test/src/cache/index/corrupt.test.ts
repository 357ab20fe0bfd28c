import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  type CacheUnderTest,
  newImage,
  noStore,
  startCache,
  storeWith,
  sum,
  type TestImage,
  until,
} from '../cache-under-test.ts'
import { corruptions } from './corruptions.ts'

const cases = Object.entries(corruptions)

async function fill({ read, cached }: CacheUnderTest, image: TestImage): Promise<void> {
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(image.checksum)
  await cached(image)
}

async function recorded({ cache }: CacheUnderTest, images: readonly TestImage[]): Promise<void> {
  const expected = images.map(({ id, size }) => `${id} ${size}`).toSorted()
  const listed = async () =>
    (await cache.list()).map(({ image_id, size }) => `${image_id} ${size}`).toSorted()
  await expect.poll(listed).toEqual(expected)
}

describe.each(cases)('an index %s', (_what, corrupt) => {
  test('is found at a start, and made anew from the files', async () => {
    const one = await startCache()
    const [first, second, third] = [newImage(), newImage(), newImage()]
    await fill(one, first)
    await fill(one, second)
    await recorded(one, [first, second])
    await one.cache.close()
    await corrupt(join(one.folder, 'cache.db'), first)

    const two = await one.another()
    expect(sum(await two.read(first, noStore))).toBe(first.checksum)
    await fill(two, third)
    await recorded(two, [first, second, third])
    for (const { hits, last_accessed, last_modified } of await two.cache.list()) {
      expect(hits).toBeGreaterThanOrEqual(0)
      expect(last_accessed).toBeGreaterThanOrEqual(0)
      expect(last_modified).toBeGreaterThanOrEqual(0)
    }
    await two.cache.clean()
    expect(await two.files('invalid')).toEqual([])
  })

  test('is found under way, and made anew from the files', async () => {
    const one = await startCache()
    const [first, second] = [newImage(), newImage()]
    await fill(one, first)
    await recorded(one, [first])
    await corrupt(join(one.folder, 'cache.db'), first)
    expect(sum(await one.read(first, noStore))).toBe(first.checksum)
    await fill(one, second)
    await until(async () => {
      await one.read(second, noStore)
      return (await one.cache.list()).some(({ image_id, hits }) => image_id === second.id && hits > 0)
    })
    await one.cache.close()
    await recorded(await one.another(), [first, second])
  })
})
