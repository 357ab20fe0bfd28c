import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { CachedImage } from '../../src/cache/cache.ts'
import type { CacheIndex } from '../../src/cache/index-driver.ts'

/** An index under test, and what its driver finds in the folder. */
export interface IndexUnderTest {
  readonly index: CacheIndex
  /** Puts the image's file into the folder, of the size and with the times that the record names. */
  place(image: CachedImage): Promise<void>
  /** Takes it out again. */
  displace(id: string): Promise<void>
  /** Another process that opens the same index. */
  another(): Promise<CacheIndex>
  dispose(): Promise<void>
}

/** What every cache index keeps, whatever it keeps it in. */
export function cacheIndexContract(name: string, open: () => Promise<IndexUnderTest>): void {
  describe(`cache index: ${name}`, () => {
    let opened: IndexUnderTest | undefined

    async function start(images: readonly CachedImage[] = []): Promise<IndexUnderTest> {
      opened = await open()
      await cache(opened, images)
      return opened
    }

    afterEach(async () => {
      await opened?.dispose()
      opened = undefined
    })

    test('is empty at first', async () => {
      const { index } = await start()
      expect(await index.list()).toEqual([])
    })

    test('gives back the records it was given, by id', async () => {
      const images = [newImage(), newImage(), newImage()]
      const { index } = await start(images)
      expect(await index.list()).toEqual(images.map(asListed).toSorted(byId))
    })

    test('replaces the record of an image that comes again', async () => {
      const image = newImage({ hits: 7 })
      const again = { ...image, hits: 0, last_modified: image.last_modified + 9 }
      const { index } = await start([image])
      await cache(opened, [again])
      expect(await index.list()).toEqual([asListed(again)])
    })

    test('adopts images that have no record, and leaves the others as they are', async () => {
      const [known, stranger] = [newImage({ hits: 7 }), newImage()]
      const { index, place } = await start([known])
      await place(stranger)
      await index.adopt([{ ...known, hits: 0, last_accessed: known.last_accessed - 50 }, stranger])
      expect(await index.list()).toEqual([known, stranger].map(asListed).toSorted(byId))
    })

    test('adds hits up, and moves the last access forward', async () => {
      const [image, other] = [newImage({ hits: 2 }), newImage()]
      const { index } = await start([image, other])
      await index.countHits([{ id: image.image_id, count: 3, at: image.last_accessed + 60 }])
      await index.countHits([{ id: image.image_id, count: 1, at: image.last_accessed + 90 }])
      expect(await find(index, image.image_id)).toMatchObject({
        hits: 6,
        last_accessed: image.last_accessed + 90,
      })
      expect(await find(index, other.image_id)).toMatchObject({ hits: 0 })
    })

    test('does not move the last access back when the clock did', async () => {
      const image = newImage()
      const { index } = await start([image])
      await index.countHits([{ id: image.image_id, count: 1, at: image.last_accessed - 3600 }])
      expect(await find(index, image.image_id)).toMatchObject({ hits: 1, last_accessed: image.last_accessed })
    })

    test('counts no hits of an image that it does not know', async () => {
      const { index } = await start()
      await index.countHits([{ id: randomUUID(), count: 1, at: 1 }])
      expect(await index.list()).toEqual([])
    })

    test('removes records, and only those', async () => {
      const [gone, kept] = [newImage(), newImage()]
      const { index } = await start([gone, kept])
      await opened?.displace(gone.image_id)
      await index.remove([gone.image_id, randomUUID()])
      expect(await index.list()).toEqual([asListed(kept)])
    })

    test('does nothing when nothing is asked of it', async () => {
      const image = newImage()
      const { index } = await start([image])
      await index.add([])
      await index.adopt([])
      await index.countHits([])
      await index.remove([])
      expect(await index.list()).toEqual([asListed(image)])
    })

    test('keeps the hits that two processes count at once', async () => {
      const image = newImage()
      const { index, another } = await start([image])
      const other = await another()
      await Promise.all([index, other].map(each => countOneByOne(each, image, 25)))
      await other.close()
      expect(await find(index, image.image_id)).toMatchObject({ hits: 50 })
    })

    test('shows another process what this one wrote', async () => {
      const image = newImage()
      const { another } = await start([image])
      const other = await another()
      expect(await other.list()).toEqual([asListed(image)])
      await other.close()
    })

    test('takes a thousand images at once', async () => {
      const images = Array.from({ length: 1000 }, () => newImage())
      const { index } = await start(images)
      expect(await index.list()).toHaveLength(1000)
    })

    test('closes twice', async () => {
      const { index } = await start([newImage()])
      await index.close()
      await expect(index.close()).resolves.toBeUndefined()
    })
  })
}

function newImage(given: Partial<CachedImage> = {}): CachedImage {
  return {
    image_id: randomUUID(),
    last_accessed: 1_700_000_100,
    last_modified: 1_700_000_000,
    size: 1234,
    hits: 0,
    checksum: '0123456789abcdef0123456789abcdef',
    ...given,
  }
}

/** As the cache does it: the file first, then the record. */
async function cache(opened: IndexUnderTest | undefined, images: readonly CachedImage[]): Promise<void> {
  for (const image of images) await opened?.place(image)
  if (images.length > 0) await opened?.index.add(images)
}

/** Not every driver has a place for the checksum. */
function asListed(image: CachedImage): unknown {
  return { ...image, checksum: expect.toBeOneOf([image.checksum, null]) }
}

function byId(a: { image_id?: string } | unknown, b: unknown): number {
  return (a as CachedImage).image_id < (b as CachedImage).image_id ? -1 : 1
}

async function find(index: CacheIndex, id: string): Promise<CachedImage | undefined> {
  return (await index.list()).find(({ image_id }) => image_id === id)
}

async function countOneByOne(
  index: CacheIndex,
  { image_id: id, last_accessed: at }: CachedImage,
  times: number,
) {
  for (let time = 0; time < times; time++) await index.countHits([{ id, count: 1, at }])
}
