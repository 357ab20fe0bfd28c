import { openHashing } from '../../../src/stores/digests.ts'
import type { Bytes, Location, StoreDriver } from '../../../src/stores/driver.ts'
import { createStore } from '../../../src/stores/store.ts'
import type { Store } from '../../../src/stores/stores.ts'

/** A driver on an empty backend of its own, and what the contract has to know about it. */
export interface StoreUnderTest {
  readonly driver: StoreDriver
  /** Names everything that the backend holds, finished or not. */
  contents(): Promise<readonly string[]>
  /** Brings an image into a store that cannot add. */
  seed?(id: string, image: Uint8Array): Promise<Location>
  /** Leaves what a process leaves that dies in the middle of an upload, and gives the image's id. */
  interrupt?(): Promise<string>
  /** The same kind of driver with a bad setting, and what its complaint has to mention. */
  readonly misconfigured?: { readonly driver: StoreDriver; readonly complaint: string }
  /** Texts that no error may show. */
  readonly secrets?: readonly string[]
  /** The backend is this process's memory. */
  readonly inMemory?: boolean
  close?(): Promise<void>
}

/** What a case works with. */
export interface Subject extends StoreUnderTest {
  readonly store: Store
  /** Has the store keep an image, by whatever way it has, and gives its location. */
  put(id: string, image: Uint8Array): Promise<string>
}

export interface StoreCase {
  readonly title: string
  readonly check: (subject: Subject) => Promise<void>
}

export const signal: AbortSignal = new AbortController().signal

export async function withSubject(
  open: () => Promise<StoreUnderTest>,
  check: (subject: Subject) => Promise<void>,
): Promise<void> {
  const subject = await open()
  const hashing = openHashing()
  try {
    await subject.driver.open({ signal })
    const store = createStore({ id: 'contract', type: 'contract', driver: subject.driver, hashing })
    await check({ ...subject, store, put: (id, image) => put(subject, store, id, image) })
  } finally {
    await subject.driver.close()
    await subject.close?.()
    await hashing.close()
  }
}

async function put(
  { driver, seed }: StoreUnderTest,
  store: Store,
  id: string,
  image: Uint8Array,
): Promise<string> {
  if (driver.add) return (await addTo(store, id, chunksOf(image))).location
  if (!seed) throw new Error('a driver that cannot add needs `seed` in its StoreUnderTest')
  return seed(id, image)
}

export function addTo(store: Store, id: string, data: Bytes, size?: number) {
  return store.add(id, data, { signal, size, hashingAlgorithm: 'sha512' })
}

export async function* chunksOf(image: Uint8Array, chunkBytes = 65_536): Bytes {
  for (let start = 0; start < image.length; start += chunkBytes) yield image.slice(start, start + chunkBytes)
}

export async function readAll(bytes: Bytes): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function readImage(store: Store, location: string, start = 0, end?: number): Promise<Buffer> {
  return readAll(await store.read(location, { start, end }, { signal }))
}

/** The fault of a promise that must fail with a StoreError, or whatever else came of it. */
export async function faultOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return 'no error'
  } catch (error) {
    return error instanceof Error && 'fault' in error ? error.fault : error
  }
}
