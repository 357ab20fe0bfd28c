import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { faultOf, readImage, type StoreCase, signal } from './subject.ts'

const image = randomBytes(200_003)

export const readingCases: readonly StoreCase[] = [
  {
    title: 'gives back the bytes it was given',
    async check({ store, put }) {
      const location = await put('image', image)
      expect(image.equals(await readImage(store, location))).toBe(true)
    },
  },
  {
    title: 'keeps an empty image',
    async check({ store, put }) {
      const location = await put('image', new Uint8Array())
      expect(await store.size(location, { signal })).toBe(0)
      expect(await readImage(store, location)).toHaveLength(0)
    },
  },
  {
    title: 'keeps an image larger than one part',
    async check({ store, put }) {
      const large = randomBytes(12 * 1024 * 1024 + 7)
      const location = await put('image', large)
      expect(large.equals(await readImage(store, location))).toBe(true)
    },
  },
  {
    title: 'tells the size of an image',
    async check({ store, put }) {
      expect(await store.size(await put('image', image), { signal })).toBe(image.length)
    },
  },
  {
    title: 'reads a range',
    async check({ store, put }) {
      const location = await put('image', image)
      const part = await readImage(store, location, 70_001, 140_000)
      expect(part.equals(image.subarray(70_001, 140_000))).toBe(true)
    },
  },
  {
    title: 'reads a range to the end',
    async check({ store, put }) {
      const location = await put('image', image)
      const rest = await readImage(store, location, 70_001)
      expect(rest.equals(image.subarray(70_001))).toBe(true)
    },
  },
  {
    title: 'refuses a range beyond the end',
    async check({ store, put }) {
      const location = await put('image', image)
      expect(await faultOf(readImage(store, location, 0, image.length + 1))).toBe('BadRange')
      expect(await faultOf(readImage(store, location, image.length + 1))).toBe('BadRange')
    },
  },
  {
    title: 'yields exactly as much as asked, wherever the range begins and ends',
    async check({ store, put }) {
      const location = await put('image', image)
      for (const [start, end] of edges) {
        expect(await readImage(store, location, start, end)).toHaveLength(end - start)
      }
    },
  },
  {
    title: 'serves ten readers at once',
    async check({ store, put }) {
      const location = await put('image', image)
      const read = await Promise.all(Array.from({ length: 10 }, () => readImage(store, location)))
      expect(read.every(bytes => bytes.equals(image))).toBe(true)
    },
  },
  {
    title: 'says NotFound, before the first byte, for an image it never had',
    async check({ store, put }) {
      const location = (await put('image', image)).replace('image', 'other')
      expect(await faultOf(store.read(location, { start: 0 }, { signal }))).toBe('NotFound')
      expect(await faultOf(store.size(location, { signal }))).toBe('NotFound')
    },
  },
  {
    title: 'refuses a location of another store',
    async check({ store }) {
      const location = 'elsewhere://host/image'
      expect(await faultOf(store.read(location, { start: 0 }, { signal }))).toBe('BadLocation')
      expect(await faultOf(store.size(location, { signal }))).toBe('BadLocation')
    },
  },
  {
    title: 'refuses a location outside its root',
    async check({ store, put }) {
      const location = await put('image', image)
      const outside = `${location.slice(0, location.lastIndexOf('image'))}../../../../../../etc/passwd`
      const read = faultOf(readImage(store, outside))
      expect(['BadLocation', 'NotFound']).toContain(await read)
    },
  },
  {
    title: 'stops reading when the signal aborts',
    async check({ store, put }) {
      const location = await put('image', randomBytes(4 * 1024 * 1024))
      const controller = new AbortController()
      const bytes = await store.read(location, { start: 0 }, { signal: controller.signal })
      const reason = new Error('enough')
      const read = async () => {
        for await (const _ of bytes) controller.abort(reason)
      }
      await expect(read()).rejects.toBe(reason)
    },
  },
]

const edges = [
  [0, 0],
  [0, 1],
  [0, 65_536],
  [65_535, 65_537],
  [131_072, 131_073],
  [200_002, 200_003],
  [200_003, 200_003],
] as const
