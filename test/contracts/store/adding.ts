import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import type { Bytes } from '../../../src/stores/driver.ts'
import { addTo, chunksOf, faultOf, readImage, type StoreCase, type Subject, signal } from './subject.ts'

const image = randomBytes(200_003)
const other = randomBytes(150_001)

const cases: readonly StoreCase[] = [
  {
    title: 'reports size, checksum and hash of what it took',
    async check({ store }) {
      const receipt = await addTo(store, 'image', chunksOf(image), image.length)
      expect(receipt).toMatchObject({
        size: image.length,
        checksum: createHash('md5').update(image).digest('hex'),
        os_hash_algo: 'sha512',
        os_hash_value: createHash('sha512').update(image).digest('hex'),
      })
    },
  },
  {
    title: 'refuses a second image with the same id and keeps the first',
    async check({ store }) {
      const { location } = await addTo(store, 'image', chunksOf(image))
      expect(await faultOf(addTo(store, 'image', chunksOf(other)))).toBe('Duplicate')
      expect(image.equals(await readImage(store, location))).toBe(true)
    },
  },
  {
    title: 'lets one of two simultaneous uploads of an id win',
    async check({ store }) {
      const uploads = [image, other].map(async bytes => ({
        bytes,
        location: (await addTo(store, 'image', chunksOf(bytes))).location,
      }))
      const results = await Promise.allSettled(uploads)
      const won = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
      const lost = results.flatMap(result => (result.status === 'rejected' ? [result.reason] : []))
      expect(lost).toMatchObject([{ fault: 'Duplicate' }])
      for (const { bytes, location } of won) {
        expect(bytes.equals(await readImage(store, location))).toBe(true)
      }
    },
  },
  {
    title: 'shows nothing of an image before it is complete',
    async check({ store }) {
      const location = await placeOf(store, 'image')
      const { data, paused, release } = pausedInTheMiddle(image)
      const upload = addTo(store, 'image', data)
      await paused
      expect(await faultOf(store.size(location, { signal }))).toBe('NotFound')
      release()
      await upload
      expect(await store.size(location, { signal })).toBe(image.length)
    },
  },
  leavesNothing('breaks off', async function* () {
    yield* chunksOf(image)
    throw new Error('the client has gone')
  }),
  leavesNothing('is shorter than announced', () => chunksOf(image), image.length + 1),
  leavesNothing('is longer than announced', () => chunksOf(image), image.length - 1),
  {
    title: 'leaves nothing behind when the upload is aborted, even while its source is silent',
    async check(subject) {
      const before = await subject.contents()
      const { data } = pausedInTheMiddle(image)
      const controller = new AbortController()
      const upload = subject.store.add('image', data, {
        signal: controller.signal,
        hashingAlgorithm: 'sha512',
      })
      const reason = new Error('enough')
      controller.abort(reason)
      await expect(upload).rejects.toBe(reason)
      expect(await subject.contents()).toEqual(before)
    },
  },
  {
    title: "passes the upload's own error on",
    async check({ store }) {
      const error = new Error('the client has gone')
      const source = async function* () {
        yield image
        throw error
      }
      await expect(addTo(store, 'image', source())).rejects.toBe(error)
    },
  },
  {
    title: 'says what was announced and what came',
    async check({ store }) {
      const short = addTo(store, 'image', chunksOf(image), image.length + 1)
      await expect(short).rejects.toThrow('Size mismatch: expected 200004 bytes, got 200003 bytes')
      const long = addTo(store, 'image', chunksOf(image, image.length), 10)
      await expect(long).rejects.toThrow('Size exceeds: expected 10 bytes, got 200003 bytes')
    },
  },
  {
    title: 'takes an image again that was refused',
    async check({ store }) {
      await faultOf(addTo(store, 'image', chunksOf(image), image.length + 1))
      const { location } = await addTo(store, 'image', chunksOf(other))
      expect(other.equals(await readImage(store, location))).toBe(true)
    },
  },
  {
    title: 'has no more use for chunks that it has given back',
    async check({ store }) {
      const large = randomBytes(3_000_001)
      const overwritten: Bytes = {
        recycle: chunk => void chunk.fill(0),
        [Symbol.asyncIterator]: () => chunksOf(Uint8Array.from(large))[Symbol.asyncIterator](),
      }
      const { location, checksum } = await addTo(store, 'image', overwritten)
      expect(large.equals(await readImage(store, location))).toBe(true)
      expect(checksum).toBe(createHash('md5').update(large).digest('hex'))
    },
  },
  {
    title: 'refuses an id that is no plain name',
    async check({ store }) {
      for (const id of ['', '.', '../image', 'a/b', '.hidden', 'line\nfeed']) {
        expect(await faultOf(addTo(store, id, chunksOf(image)))).toBe('BadLocation')
      }
    },
  },
]

/** Of a store that cannot add, each of these cases asserts that it says so. */
export const addingCases = cases.map(orRefusesToAdd)

function leavesNothing(what: string, data: () => AsyncIterable<Uint8Array>, size?: number): StoreCase {
  return {
    title: `leaves nothing behind when the upload ${what}`,
    async check({ store, contents }) {
      const location = await placeOf(store, 'image')
      const before = await contents()
      expect(await faultOf(addTo(store, 'image', data(), size))).not.toBe('no error')
      expect(await contents()).toEqual(before)
      expect(await faultOf(store.size(location, { signal }))).toBe('NotFound')
    },
  }
}

/** Where an image of this id would be. */
async function placeOf(store: Subject['store'], id: string): Promise<string> {
  const { location } = await addTo(store, id, chunksOf(new Uint8Array()))
  await store.delete(location, { signal })
  return location
}

function pausedInTheMiddle(bytes: Uint8Array) {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { promise: paused, resolve: pause } = Promise.withResolvers<void>()
  async function* data() {
    yield bytes.subarray(0, 100_000)
    pause()
    await released
    yield bytes.subarray(100_000)
  }
  return { data: data(), paused, release }
}

function orRefusesToAdd({ title, check }: StoreCase): StoreCase {
  return {
    title,
    async check(subject) {
      if (subject.driver.add) return check(subject)
      expect(await faultOf(addTo(subject.store, 'image', chunksOf(image)))).toBe('AddDisabled')
    },
  }
}
