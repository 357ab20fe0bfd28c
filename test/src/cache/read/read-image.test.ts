import { createHash } from 'node:crypto'
import { rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CacheableImage, FromStore, ImageCache } from '../../../../src/cache/cache.ts'
import { type Hashing, openHashing } from '../../../../src/stores/digests.ts'
import { isFileBytes, isMemoryBytes, type Range } from '../../../../src/stores/driver.ts'
import {
  emptyStore,
  heldStore,
  newImage,
  noStore,
  startCache,
  storeWith,
  sum,
  type TestImage,
  until,
} from '../cache-under-test.ts'

test('the second reader gets the image without the store', async () => {
  const { read, cached, log } = await startCache()
  const image = newImage()
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(sum(image.data))
  await cached(image)
  expect(sum(await read(image, noStore))).toBe(sum(image.data))
  expect(log.join()).toMatch(new RegExp(`cached image ${image.id}: ${image.size} bytes in [\\d.]+ s`))
  expect(log.join()).toContain(`cache hit: image ${image.id}`)
})

test('an image without a checksum is cached by its size', async () => {
  const { read, cached } = await startCache()
  const image = newImage()
  await read({ ...image, checksum: null as unknown as string }, storeWith(image).fromStore)
  await cached(image)
  expect(sum(await read(image, noStore))).toBe(sum(image.data))
})

test('a hit hands over the file of a large image, so that the kernel can send it', async () => {
  const { cache, read, cached } = await startCache()
  const image = newImage(2_000_000)
  await read(image, storeWith(image).fromStore)
  await cached(image)
  const { signal } = new AbortController()
  const bytes = await cache.read(image, { start: 5, end: 15 }, noStore, { signal })
  expect(isFileBytes(bytes) && bytes.file).toMatchObject({ start: 5, end: 15 })
  expect(sum(await buffer(bytes))).toBe(sum(image.data.subarray(5, 15)))
})

test('a hit hands over the bytes of a small image, which nobody who reads them can spoil', async () => {
  const { cache, read, cached } = await startCache()
  const image = newImage()
  await read(image, storeWith(image).fromStore)
  await cached(image)
  const bytes = await cache.read(image, { start: 5, end: 15 }, noStore, new AbortController())
  expect(isMemoryBytes(bytes) && sum(bytes.memory)).toBe(sum(image.data.subarray(5, 15)))
  for await (const chunk of bytes) chunk.fill(0)
  expect(sum(await read(image, noStore))).toBe(sum(image.data))
})

describe.each([
  { what: 'small', size: 300_000 },
  { what: 'large', size: 2_000_000 },
])('a cached copy of a $what image that was read a moment ago', ({ size }) => {
  async function cachedImage() {
    const { read, cached, settled, folder } = await startCache()
    const image = newImage(size)
    await read(image, storeWith(image).fromStore)
    await cached(image)
    await settled()
    await read(image, noStore)
    return { read, image, path: join(folder, image.id) }
  }

  test('is not served once another process has removed it', async () => {
    const { read, image, path } = await cachedImage()
    await rm(path)
    const { fromStore, asked } = storeWith(image)
    expect(sum(await read(image, fromStore))).toBe(sum(image.data))
    expect(asked).toHaveLength(1)
  })

  test('is not served once another process has replaced it', async () => {
    const { read, image, path } = await cachedImage()
    const { data } = newImage(size)
    await writeFile(`${path}.new`, data)
    await rename(`${path}.new`, path)
    expect(sum(await read(image, noStore))).toBe(sum(data))
  })

  test('is not served once it is shorter', async () => {
    const { read, image, path } = await cachedImage()
    await truncate(path, 1000)
    const { fromStore, asked } = storeWith(image)
    expect(sum(await read(image, fromStore))).toBe(sum(image.data))
    expect(asked).toHaveLength(1)
  })
})

test.each<Range>([{ start: 10, end: 20 }, { start: 299_990 }, { start: 0, end: 1 }])(
  'the range %o of a cached image is read from its file',
  async range => {
    const { read, cached } = await startCache()
    const image = newImage(300_000)
    await read(image, storeWith(image).fromStore)
    await cached(image)
    expect(sum(await read(image, noStore, range))).toBe(sum(image.data.subarray(range.start, range.end)))
  },
)

test('a range of an image that is not cached comes from the store, and brings nothing in', async () => {
  const { read, files } = await startCache()
  const image = newImage()
  const { fromStore, asked } = storeWith(image)
  expect(sum(await read(image, fromStore, { start: 10, end: 20 }))).toBe(sum(image.data.subarray(10, 20)))
  expect(asked).toEqual([{ start: 10, end: 20 }])
  expect([await files(), await files('incomplete')]).toEqual([[], []])
})

test('what a slow store has sent is read before the next comes', async () => {
  const { open } = await startCache()
  const image = newImage(3_000_000)
  const store = heldStore(image)
  const reading = (await open(image, store.fromStore))[Symbol.asyncIterator]()
  let received = 0
  const first = reading.next().then(({ value }) => (received = value?.length ?? 0))
  for (let sent = 65_536; received === 0 && sent < 512 * 1024; sent += 65_536) {
    store.send(sent)
    await sleep(60)
  }
  await first
  expect(received).toBeGreaterThan(0)
  await reading.return?.()
})

test('a range is read from the part that is filled already', async () => {
  const { cache, read, cached } = await startCache()
  const image = newImage(4_000_000)
  const store = heldStore(image)
  const first = await cache.read(image, { start: 0 }, store.fromStore, {
    signal: new AbortController().signal,
  })
  const all = buffer(first)
  store.send(2_500_000)
  const [start, end] = [500_000, 600_000]
  await until(async () => (await read(image, emptyStore, { start, end })).length > 0)
  expect(sum(await read(image, noStore, { start, end }))).toBe(sum(image.data.subarray(start, end)))
  store.send()
  expect(sum(await all)).toBe(sum(image.data))
  await cached(image)
  expect(store.asked).toHaveLength(1)
})

test('a thousand readers at once cause one read of the store', async () => {
  const { read, cached } = await startCache()
  const image = newImage(200_000)
  const { fromStore, asked } = storeWith(image)
  const all = await Promise.all(Array.from({ length: 1000 }, () => read(image, fromStore)))
  await cached(image)
  expect(all.every(data => data.equals(image.data))).toBe(true)
  expect(asked).toEqual([{ start: 0 }])
})

test('a reader that does not read keeps nobody waiting', async () => {
  const { open, read, cached } = await startCache()
  const image = newImage(5_000_000)
  const { fromStore } = storeWith(image)
  const slow = await open(image, fromStore)
  const iterator = slow[Symbol.asyncIterator]()
  await iterator.next()
  expect(sum(await read(image, fromStore))).toBe(sum(image.data))
  await cached(image)
  await iterator.return?.()
})

test('the first reader leaving does not end the fill', async () => {
  const { open, cached } = await startCache()
  const image = newImage(3_000_000)
  const store = heldStore(image)
  const leaving = new AbortController()
  const first = buffer(await open(image, store.fromStore, leaving.signal))
  const second = buffer(await open(image, noStore))
  store.send(1_500_000)
  leaving.abort(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  store.send()
  expect(sum(await second)).toBe(sum(image.data))
  await cached(image)
})

test('when nobody is left the fill ends, and nothing stays', async () => {
  const { open, read, settled, files } = await startCache()
  const image = newImage(3_000_000)
  const leaving = new AbortController()
  const store = heldStore(image)
  const first = buffer(await open(image, store.fromStore, leaving.signal))
  first.catch(() => undefined)
  store.send(100_000)
  leaving.abort(new Error('gone'))
  await settled()
  expect(await files()).toEqual([])
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(sum(image.data))
})

test('a reader who leaves without having read anything counts as gone', async () => {
  const { open, settled, files } = await startCache()
  const image = newImage(3_000_000)
  const leaving = new AbortController()
  await open(image, heldStore(image).fromStore, leaving.signal)
  leaving.abort()
  await settled()
  expect(await files()).toEqual([])
})

test('wrong data breaks the transfer off before its end, and is never shown', async () => {
  const { open, read, settled, files } = await startCache()
  const image = newImage(400_000)
  const wrong = { ...image, data: newImage(400_000).data }
  const { fromStore, asked } = storeWith(wrong)
  const bytes = await open(image, fromStore)
  let received = 0
  const reading = (async () => {
    for await (const chunk of bytes) received += chunk.length
  })()
  await expect(reading).rejects.toThrow('checksum')
  expect(received).toBeLessThanOrEqual(image.size - 64 * 1024)
  await settled()
  expect([await files(), await files('invalid')]).toEqual([[], [image.id]])

  await expect(read(image, fromStore)).rejects.toThrow('checksum')
  expect(asked).toHaveLength(2)
})

const { signal } = new AbortController()

test('without an md5 the other digest decides', async () => {
  const { cache, read, cached, settled, files } = await startCache()
  const image = newImage(400_000)
  const os_hash_value = createHash('sha512').update(image.data).digest('hex')
  const hashed = { ...image, checksum: null, os_hash_algo: 'sha512', os_hash_value }
  const readAs = async (described: CacheableImage, { fromStore }: ReturnType<typeof storeWith>) =>
    buffer(await cache.read(described, { start: 0 }, fromStore, { signal }))
  await expect(readAs(hashed, storeWith({ ...image, data: newImage(400_000).data }))).rejects.toThrow(
    os_hash_value,
  )
  await settled()
  expect([await files(), await files('invalid')]).toEqual([[], [image.id]])

  await readAs(hashed, storeWith(image))
  await cached(image)
  expect(sum(await read(image, noStore))).toBe(image.checksum)
})

test('a digest that nobody here can compute keeps no reader waiting', async () => {
  const { cache } = await startCache()
  const image = newImage()
  const foreign = { ...image, checksum: null, os_hash_algo: 'crc7', os_hash_value: '2a' }
  const bytes = await cache.read(foreign, { start: 0 }, storeWith(image).fromStore, { signal })
  expect(sum(await buffer(bytes))).toBe(image.checksum)
})

test.each([
  ['shorter', 399_999],
  ['longer', 400_001],
])('data that is %s than the image breaks the transfer off', async (_what, length) => {
  const { read, settled, files } = await startCache()
  const image = newImage(400_000)
  const { fromStore } = storeWith({ ...image, data: newImage(length).data })
  await expect(read(image, fromStore)).rejects.toThrow(/bytes|longer/)
  await settled()
  expect(await files()).toEqual([])
})

test('when the store fails under way its readers hear of it, and nothing stays', async () => {
  const { cache, read, settled, files } = await startCache()
  const image = newImage(3_000_000)
  const store = heldStore(image)
  const readers = [read(image, store.fromStore), read(image, noStore)]
  store.send(1_200_000)
  await until(async () => cache.metrics.shared === 1)
  store.fail(new Error('connection lost'))
  await Promise.all(readers.map(reader => expect(reader).rejects.toThrow('connection lost')))
  await settled()
  expect([await files(), await files('invalid')]).toEqual([[], []])
})

test('what the store says before the first byte reaches the caller', async () => {
  const { read, settled } = await startCache()
  const image = newImage()
  const missing = () => Promise.reject(new Error('no such image'))
  await expect(read(image, missing)).rejects.toThrow('no such image')
  await settled()
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(sum(image.data))
})

test('an image of unknown size, or of none, goes past the cache', async () => {
  const { cache, files } = await startCache()
  for (const size of [null, 0]) {
    const { id, data } = newImage(1000)
    const image = { id, size, checksum: null }
    const store: FromStore = async () => Readable.from([data])
    const bytes = await cache.read(image, { start: 0 }, store, new AbortController())
    expect(sum(await buffer(bytes))).toBe(sum(data))
  }
  expect([await files(), await files('incomplete')]).toEqual([[], []])
})

test('a cached copy of another length is dropped, and made again', async () => {
  const { read, cached, settled, folder } = await startCache()
  const image = newImage()
  await read(image, storeWith(image).fromStore)
  await cached(image)
  await settled()
  await truncate(join(folder, image.id), 1000)
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(sum(image.data))
  await cached(image)
  expect(sum(await read(image, noStore))).toBe(sum(image.data))
})

test('a link in the place of a copy is none: the image is read from the store, and takes its place', async () => {
  const { read, cache, folder, cached, log } = await startCache()
  const image = newImage()
  await writeFile(join(folder, 'elsewhere'), image.data)
  await symlink('elsewhere', join(folder, image.id))
  expect(await cache.list()).toEqual([])
  const { fromStore, asked } = storeWith(image)
  await read(image, fromStore)
  await cached(image)
  expect(sum(await read(image, noStore))).toBe(sum(image.data))
  expect([asked.length, log.join()]).toEqual([1, expect.not.stringContaining('cannot')])
})

test('a cached copy that becomes shorter under its reader is completed from the store, and dropped', async () => {
  const { cache, open, read, cached, files, folder } = await startCache()
  const image = newImage(8_000_000)
  await read(image, storeWith(image).fromStore)
  await cached(image)
  await until(async () => (await cache.list()).length === 1)
  const { fromStore, asked } = storeWith(image)
  const bytes = await open(image, fromStore)
  const received: Uint8Array[] = []
  for await (const chunk of bytes) {
    if (received.length === 0) await truncate(join(folder, image.id), 3_000_000)
    received.push(Uint8Array.from(chunk))
  }
  expect(sum(Buffer.concat(received))).toBe(sum(image.data))
  expect(asked).toHaveLength(1)
  expect([await files(), await cache.list()]).toEqual([[], []])
})

test('where the cache cannot write, readers get the image all the same', async () => {
  const { read, files, folder } = await startCache()
  await rm(join(folder, 'incomplete'), { recursive: true })
  await writeFile(join(folder, 'incomplete'), 'in the way')
  const image = newImage()
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(sum(image.data))
  expect(await files()).not.toContain(image.id)
})

test.each<{ what: string; hashing: () => Promise<Hashing> }>([
  { what: 'cannot begin', hashing: () => Promise.reject(new Error('there is no memory for threads')) },
  {
    what: 'breaks off',
    hashing: async () => {
      const digests = openHashing()
      onTestFinished(() => digests.close())
      const update = () => Promise.reject(new Error('the thread has ended'))
      return {
        ...digests,
        startDigests: (...args) => Object.assign(digests.startDigests(...args), { update }),
      }
    },
  },
])('where adding up what comes in $what, readers get the image all the same', async ({ hashing }) => {
  const { read, settled, files, log } = await startCache({ hashing })
  const image = newImage()
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(image.checksum)
  await settled()
  expect(await files()).toEqual([])
  expect(log.join()).toMatch(/there is no memory for threads|the thread has ended/)
})

/** One that answers the first call when it is told to, or when nobody waits for that any more. */
function slowStore(image: TestImage) {
  const { fromStore } = storeWith(image)
  const answered = Promise.withResolvers<void>()
  let calls = 0
  return {
    answer: answered.resolve,
    isAsked: async () => calls > 0,
    fromStore: (async (range, call) => {
      if (calls++ > 0) return fromStore(range, call)
      call.signal.addEventListener('abort', () => answered.reject(call.signal.reason))
      await answered.promise
      return fromStore(range, call)
    }) satisfies FromStore,
  }
}

test('a cache that is closed before the store answers waits for nothing, and its reader gets the image', async () => {
  const { cache, read } = await startCache()
  const image = newImage()
  const { fromStore, isAsked } = slowStore(image)
  const reading = read(image, fromStore)
  await until(isAsked)
  await cache.close()
  expect(sum(await reading)).toBe(image.checksum)
})

test('a reader who leaves before the store answers ends the fill', async () => {
  const { open, settled, files } = await startCache()
  const image = newImage(3_000_000)
  const { answer, isAsked, fromStore } = slowStore(image)
  const held = heldStore(image)
  const leaving = new AbortController()
  const store: FromStore = async (range, call) => {
    await fromStore(range, call)
    return held.fromStore(range, call)
  }
  const opening = open(image, store, leaving.signal)
  await until(isAsked)
  leaving.abort()
  answer()
  await opening
  await settled()
  expect(await files()).toEqual([])
})

test('a cache folder that disappeared is made again', async () => {
  const { read, cached, folder } = await startCache()
  await rm(folder, { recursive: true })
  const image = newImage()
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(sum(image.data))
  await cached(image)
  expect(sum(await read(image, noStore))).toBe(sum(image.data))
})

describe.each([
  { what: 'it is deleted', forget: (cache: ImageCache, id: string): Promise<unknown> => cache.forget(id) },
  { what: 'the cache is cleared', forget: (cache: ImageCache) => cache.forgetAll() },
])('an image that is being filled while $what', ({ forget }) => {
  async function forgetWhileFilling({ inAnotherProcess }: { inAnotherProcess: boolean }) {
    const under = await startCache()
    const { cache } = inAnotherProcess ? await under.another() : under
    const image = newImage(3_000_000)
    const store = heldStore(image)
    const reading = under.read(image, store.fromStore)
    store.send(1_200_000)
    await under.begun()
    await forget(cache, image.id)
    store.send()
    return { ...under, image, reading }
  }

  test.each([
    { where: 'here', inAnotherProcess: false },
    { where: 'in another process', inAnotherProcess: true },
  ])('$where, reaches its readers, and is not kept', async place => {
    const { cache, image, reading, settled, files } = await forgetWhileFilling(place)
    expect(sum(await reading)).toBe(image.checksum)
    await settled()
    expect([await files(), await cache.list()]).toEqual([[], []])
  })

  test('comes in with the next reader', async () => {
    const { image, read, reading, settled, cached } = await forgetWhileFilling({ inAnotherProcess: false })
    await reading
    await settled()
    await read(image, storeWith(image).fromStore)
    await cached(image)
  })
})
