import { expect, test } from 'vitest'
import type { Location, StoreDriver } from '../../../../src/stores/driver.ts'
import { notFound, unavailable } from '../../../../src/stores/errors.ts'
import { createMemoryDriver } from '../../../../src/stores/memory.ts'
import { retrying } from '../../../../src/stores/wrappers/retrying.ts'
import { storeContract } from '../../../contracts/store.ts'

const { signal } = new AbortController()
const quickly = { attempts: 3, firstDelayMs: 1 }
const location = 'memory:image' as Location

storeContract('a retrying memory driver', async () => {
  const images = new Map<string, Uint8Array>()
  return {
    driver: retrying(createMemoryDriver(images)),
    contents: async () => [...images.keys()],
    inMemory: true,
  }
})

/** Fails as often as there are errors, then does its work. */
function failing(errors: readonly unknown[]): { driver: StoreDriver; calls: () => number } {
  const memory = createMemoryDriver(new Map([['image', Buffer.from('text')]]))
  const left = [...errors]
  let calls = 0
  const fail = async () => {
    calls++
    if (left.length > 0) throw left.shift()
  }
  const driver: StoreDriver = {
    ...memory,
    size: (...args) => fail().then(() => memory.size(...args)),
    add: (...args) => fail().then(() => memory.add?.(...args) ?? Promise.reject()),
  }
  return { driver, calls: () => calls }
}

test('tries again what may succeed later', async () => {
  const { driver, calls } = failing([unavailable(), new Error('ECONNRESET')])
  expect(await retrying(driver, quickly).size(location, { signal })).toBe(4)
  expect(calls()).toBe(3)
})

test('gives up after its attempts, with the last error', async () => {
  const last = unavailable()
  const { driver, calls } = failing([unavailable(), unavailable(), last, unavailable()])
  await expect(retrying(driver, quickly).size(location, { signal })).rejects.toBe(last)
  expect(calls()).toBe(3)
})

test('does not try again what cannot succeed', async () => {
  const { driver, calls } = failing([notFound('image')])
  await expect(retrying(driver, quickly).size(location, { signal })).rejects.toThrow('not found')
  expect(calls()).toBe(1)
})

test('stops waiting when the signal aborts', async () => {
  const controller = new AbortController()
  const { driver, calls } = failing([unavailable(), unavailable()])
  const sizing = retrying(driver, { attempts: 3, firstDelayMs: 60_000 }).size(location, controller)
  controller.abort()
  await expect(sizing).rejects.toThrow()
  expect(calls()).toBe(1)
})

test('adds again as long as no byte was taken', async () => {
  const { driver, calls } = failing([unavailable()])
  await retrying(driver, quickly).add?.('other', text(), { signal })
  expect(calls()).toBe(2)
})

test('does not add again once bytes were taken', async () => {
  const error = unavailable()
  let calls = 0
  const driver: StoreDriver = {
    ...createMemoryDriver(),
    async add(_id, data) {
      calls++
      for await (const _ of data) throw error
      throw new Error('no data')
    },
  }
  await expect(retrying(driver, quickly).add?.('other', text(), { signal })).rejects.toBe(error)
  expect(calls).toBe(1)
})

test('has no method that its driver lacks', () => {
  const { add, delete: remove, ...readOnly } = createMemoryDriver()
  expect(retrying(readOnly)).not.toHaveProperty('add')
  expect(retrying(readOnly)).not.toHaveProperty('delete')
})

test('wraps a driver that is a class', async () => {
  class Driver {
    readonly schemes = ['memory']
    readonly #inner = createMemoryDriver(new Map([['image', Buffer.from('text')]]))
    open = this.#inner.open
    read = this.#inner.read
    close = this.#inner.close
    async size(where: Location) {
      return this.#inner.size(where, { signal })
    }
  }
  expect(await retrying(new Driver()).size(location, { signal })).toBe(4)
})

async function* text() {
  yield Buffer.from('text')
}
