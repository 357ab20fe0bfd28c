import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { CachedImage } from '../../src/cache/cache.ts'
import type { CacheIndex } from '../../src/cache/index/driver.ts'

/** An empty index, and the folder that it belongs to. */
export interface IndexUnderTest {
  readonly index: CacheIndex
  /** Puts the image's file into the folder, of the size and with the times that the record names. */
  place(image: CachedImage): Promise<void>
  /** Takes it out again. */
  displace(id: string): Promise<void>
  /** The same index, opened by another process. */
  another(): Promise<CacheIndex>
  dispose(): Promise<void>
}

export interface IndexCase {
  readonly title: string
  check(subject: IndexUnderTest): Promise<void>
}

/** What every cache index keeps, whatever it keeps it in. */
export function cacheIndexContract(name: string, open: () => Promise<IndexUnderTest>): void {
  describe(`cache index: ${name}`, () => {
    for (const { title, check } of cacheIndexCases) {
      test(title, async () => {
        const subject = await open()
        try {
          await check(subject)
        } finally {
          await subject.dispose()
        }
      })
    }
  })
}

/** The promises, one by one. */
export const cacheIndexCases: readonly IndexCase[] = [
  {
    title: 'is empty at first',
    async check({ index }) {
      expect(await index.list()).toEqual([])
    },
  },
  {
    title: 'gives back the records it was given, by id',
    async check(subject) {
      const images = [newImage(), newImage(), newImage({ hits: 3, checksum: null })]
      await cache(subject, images)
      expect(await subject.index.list()).toEqual(asListed(images))
    },
  },
  {
    title: 'replaces the record of an image that comes again',
    async check(subject) {
      const image = newImage({ hits: 7 })
      const again = { ...image, hits: 0, last_modified: image.last_modified + 9 }
      await cache(subject, [image])
      await cache(subject, [again])
      expect(await subject.index.list()).toEqual(asListed([again]))
    },
  },
  {
    title: 'adopts images that have no record, and leaves the others as they are',
    async check(subject) {
      const [known, stranger] = [newImage({ hits: 7 }), newImage()]
      await cache(subject, [known])
      await subject.place(stranger)
      await subject.index.adopt([{ ...known, hits: 0, last_accessed: known.last_accessed - 50 }, stranger])
      expect(await subject.index.list()).toEqual(asListed([known, stranger]))
    },
  },
  {
    title: 'adds hits up, and moves the last access forward',
    async check(subject) {
      const [image, other] = [newImage({ hits: 2 }), newImage()]
      await cache(subject, [image, other])
      const { image_id: id, last_accessed: before } = image
      await subject.index.countHits([{ id, count: 3, at: before + 60 }])
      await subject.index.countHits([{ id, count: 1, at: before + 90 }])
      const counted = { ...image, hits: 6, last_accessed: before + 90 }
      expect(await subject.index.list()).toEqual(asListed([counted, other]))
    },
  },
  {
    title: 'does not move the last access back when the clock did',
    async check(subject) {
      const image = newImage()
      await cache(subject, [image])
      await subject.index.countHits([{ id: image.image_id, count: 1, at: image.last_accessed - 3600 }])
      expect(await subject.index.list()).toEqual(asListed([{ ...image, hits: 1 }]))
    },
  },
  {
    title: 'counts no hits of an image that it does not know',
    async check({ index }) {
      await index.countHits([{ id: randomUUID(), count: 1, at: 1 }])
      expect(await index.list()).toEqual([])
    },
  },
  {
    title: 'removes records, and only those',
    async check(subject) {
      const [gone, kept] = [newImage(), newImage()]
      await cache(subject, [gone, kept])
      await subject.displace(gone.image_id)
      await subject.index.remove([gone.image_id, randomUUID()])
      expect(await subject.index.list()).toEqual(asListed([kept]))
    },
  },
  {
    title: 'does nothing when nothing is asked of it',
    async check(subject) {
      const image = newImage()
      await cache(subject, [image])
      await subject.index.add([])
      await subject.index.adopt([])
      await subject.index.countHits([])
      await subject.index.remove([])
      expect(await subject.index.list()).toEqual(asListed([image]))
    },
  },
  {
    title: 'adds up the hits that two processes count one after the other',
    async check(subject) {
      const image = newImage()
      await cache(subject, [image])
      const other = await subject.another()
      for (const each of [subject.index, other, subject.index]) {
        await each.countHits([{ id: image.image_id, count: 2, at: image.last_accessed }])
      }
      await other.close()
      expect(await subject.index.list()).toEqual(asListed([{ ...image, hits: 6 }]))
    },
  },
  {
    title: 'adds up the hits that are counted at the same time',
    async check(subject) {
      const image = newImage()
      await cache(subject, [image])
      const other = await subject.another()
      const all = Array.from({ length: 20 }, () => [subject.index, other]).flat()
      await Promise.all(
        all.map(each => each.countHits([{ id: image.image_id, count: 1, at: image.last_accessed }])),
      )
      await other.close()
      expect(await subject.index.list()).toEqual(asListed([{ ...image, hits: 40 }]))
    },
  },
  {
    title: 'shows another process what this one wrote',
    async check(subject) {
      const image = newImage()
      await cache(subject, [image])
      const other = await subject.another()
      expect(await other.list()).toEqual(asListed([image]))
      await other.close()
    },
  },
  {
    title: 'takes a thousand images at once',
    async check(subject) {
      const images = Array.from({ length: 1000 }, () => newImage())
      await cache(subject, images)
      await subject.index.remove([])
      expect(await subject.index.list()).toHaveLength(1000)
    },
  },
  {
    title: 'closes twice',
    async check(subject) {
      await cache(subject, [newImage()])
      await subject.index.close()
      await expect(subject.index.close()).resolves.toBeUndefined()
    },
  },
]

function newImage(given: Partial<CachedImage> = {}): CachedImage {
  return {
    image_id: randomUUID(),
    last_accessed: 1_700_000_100.5,
    last_modified: 1_700_000_000.25,
    size: 5_000_000_000,
    hits: 0,
    checksum: '0123456789abcdef0123456789abcdef',
    ...given,
  }
}

/** As the cache does it: the files first, then their records. */
async function cache({ index, place }: IndexUnderTest, images: readonly CachedImage[]): Promise<void> {
  await Promise.all(images.map(place))
  await index.add(images)
}

/** By id. Not every driver has a place for the checksum. */
function asListed(images: readonly CachedImage[]): readonly unknown[] {
  return images
    .toSorted((a, b) => (a.image_id < b.image_id ? -1 : 1))
    .map(image => ({ ...image, checksum: expect.toBeOneOf([image.checksum, null]) }))
}
