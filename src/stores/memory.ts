import type { Bytes, Location, StoreDriver } from './driver.ts'
import { badLocation, badRange, duplicate, notFound } from './errors.ts'

/** Keeps images for as long as the process lives. For tests, and the shortest example of a driver. */
export function createMemoryDriver(images = new Map<string, Uint8Array>()): StoreDriver {
  function find(location: Location): { id: string; image: Uint8Array } {
    const [, id] = /^memory:([^/]+)$/.exec(location) ?? []
    if (id === undefined) throw badLocation(location)
    const image = images.get(id)
    if (!image) throw notFound(id)
    return { id, image }
  }

  return {
    schemes: ['memory'],

    async open() {},

    async read(location, { start, end }, { signal }) {
      const { image } = find(location)
      if (start > image.length || (end ?? 0) > image.length) throw badRange(start, end, image.length)
      return inChunks(image.subarray(start, end), signal)
    },

    async size(location) {
      return find(location).image.length
    },

    async add(id, data, { signal }) {
      if (images.has(id)) throw duplicate(id)
      const image = await gather(data)
      signal.throwIfAborted()
      if (images.has(id)) throw duplicate(id)
      images.set(id, image)
      return { location: `memory:${id}` as Location, size: image.length }
    },

    async delete(location) {
      images.delete(find(location).id)
    },

    async discard(id) {
      return images.delete(id)
    },

    async close() {},
  }
}

async function gather(data: Bytes): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of data) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* inChunks(image: Uint8Array, signal: AbortSignal): Bytes {
  const chunkBytes = 64 * 1024
  for (let start = 0; start < image.length; start += chunkBytes) {
    signal.throwIfAborted()
    yield image.slice(start, start + chunkBytes)
  }
}
