import { randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { openHashing } from '../../../src/stores/digests.ts'
import type { Bytes, FileBytes, Location, StoreDriver } from '../../../src/stores/driver.ts'
import { isFileBytes } from '../../../src/stores/driver.ts'
import { createMemoryDriver } from '../../../src/stores/memory.ts'
import { createStore, type StoreSettings } from '../../../src/stores/store.ts'
import { readAll } from '../../contracts/store/subject.ts'

const { signal } = new AbortController()
const options = { signal, hashingAlgorithm: 'sha512' }
const hashing = openHashing()

afterAll(() => hashing.close())

function storeOf(driver: StoreDriver, settings: Partial<StoreSettings> = {}) {
  return createStore({ id: 'fast', type: 'memory', driver, hashing, ...settings })
}

const driver = createMemoryDriver()

test('what a driver throws that is no StoreError becomes Unavailable, named, with its cause', async () => {
  const cause = new Error('connect ECONNREFUSED')
  const store = storeOf({ ...driver, size: () => Promise.reject(cause) })
  await expect(store.size('memory:x', { signal })).rejects.toMatchObject({
    fault: 'Unavailable',
    message: 'Remote server where the image is present is unavailable.',
    store: 'fast',
    transient: true,
    cause,
  })
})

test("a driver's own StoreError keeps its words", async () => {
  await expect(storeOf(driver).size('memory:x', { signal })).rejects.toMatchObject({
    fault: 'NotFound',
    message: 'Image x not found',
    store: 'fast',
    transient: false,
  })
})

test('an upload whose source fails is not blamed on the store, whatever the driver makes of it', async () => {
  const error = new Error('the client has gone')
  const wrapping = storeOf({
    ...driver,
    add: (id, data, call) =>
      createMemoryDriver()
        .add?.(id, data, call)
        .catch(cause => Promise.reject(new Error('the backend failed', { cause }))) ?? Promise.reject(),
  })
  await expect(wrapping.add('image', failing(error), options)).rejects.toBe(error)
})

test('an upload that the driver claims to have kept, though its source failed, is taken back', async () => {
  const images = new Map<string, Uint8Array>()
  const swallowing = storeOf({
    ...createMemoryDriver(images),
    add: (id, data) => keepWhatCame(images, id, data),
  })
  const error = new Error('the client has gone')
  await expect(swallowing.add('image', failing(error), options)).rejects.toBe(error)
  expect(images.size).toBe(0)
})

test('an upload that the driver did not read to its end is taken back', async () => {
  const images = new Map<string, Uint8Array>()
  const lazy = storeOf({
    ...createMemoryDriver(images),
    async add(id) {
      images.set(id, Buffer.from(''))
      return { location: `memory:${id}` as Location, size: 0 }
    },
  })
  await expect(lazy.add('image', chunks(randomBytes(9)), options)).rejects.toMatchObject({
    fault: 'Unavailable',
  })
  expect(images.size).toBe(0)
})

test("a location's metadata names the store where several are configured", async () => {
  const store = storeOf(createMemoryDriver(), { metadata: { store: 'fast' } })
  expect(await store.add('image', chunks(Buffer.from('x')), options)).toMatchObject({
    metadata: { store: 'fast' },
  })
})

test('a store whose settings do not allow uploads says so without reading any', async () => {
  const store = storeOf(driver, { addDisabled: 'no folder' })
  expect(store.addDisabled).toBe('no folder')
  const data = failing(new Error('was read'))
  await expect(store.add('image', data, options)).rejects.toMatchObject({
    fault: 'AddDisabled',
    message: 'Configuration for store failed. Adding images to this store is disabled.',
  })
})

test('an unknown hash is refused before any data is read', async () => {
  const adding = storeOf(driver).add('image', failing(new Error('was read')), {
    signal,
    hashingAlgorithm: 'sha513',
  })
  await expect(adding).rejects.toThrow('Unknown hashing algorithm identifier: sha513')
})

test.each([{ start: -1 }, { start: 1.5 }, { start: 2, end: 1 }, { start: 0, end: Number.NaN }])(
  'the range %j is refused',
  async range => {
    await expect(storeOf(driver).read('memory:x', range, { signal })).rejects.toMatchObject({
      fault: 'BadRange',
    })
  },
)

test('a driver that sends too much or too little is found out', async () => {
  const nine = storeOf({ ...driver, read: async () => chunks(randomBytes(9)) })
  for (const end of [8, 10]) {
    const bytes = await nine.read('memory:x', { start: 0, end }, { signal })
    await expect(readAll(bytes)).rejects.toMatchObject({ fault: 'Unavailable', store: 'fast' })
  }
})

test('bytes of a local file can still be sent by their descriptor', async () => {
  const file = { fd: 7, start: 0, end: 9 }
  let released = 0
  const inFile: FileBytes = {
    file,
    [Symbol.asyncIterator]: () => chunks(randomBytes(9))[Symbol.asyncIterator](),
    release: async () => void released++,
  }
  const bytes = await storeOf({ ...driver, read: async () => inFile }).read(
    'memory:x',
    { start: 0 },
    { signal },
  )
  expect(isFileBytes(bytes) && bytes.file).toEqual(file)
  if (isFileBytes(bytes)) await bytes.release()
  expect(released).toBe(1)
})

test('a scheme that is not the driver’s is unknown', async () => {
  await expect(storeOf(driver).size('ftp://host/x', { signal })).rejects.toMatchObject({
    fault: 'BadLocation',
    message: "Unknown scheme 'ftp' found in URI",
  })
})

test('an abort comes out as its reason', async () => {
  const reason = new Error('enough')
  const store = storeOf({ ...driver, size: (_location, call) => Promise.reject(call.signal.reason) })
  await expect(store.size('memory:x', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

async function* chunks(...parts: readonly Uint8Array[]): Bytes {
  yield* parts
}

async function* failing(error: Error): Bytes {
  yield Buffer.from('begun')
  throw error
}

async function keepWhatCame(images: Map<string, Uint8Array>, id: string, data: Bytes) {
  const came: Uint8Array[] = []
  try {
    for await (const chunk of data) came.push(chunk)
  } catch {}
  images.set(id, Buffer.concat(came))
  return { location: `memory:${id}` as Location, size: Buffer.concat(came).length }
}
