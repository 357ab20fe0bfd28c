import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Logger, pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { FromStore, ImageCache } from '../../../src/cache/cache.ts'
import { openCache } from '../../../src/cache/open.ts'
import { loadConfig } from '../../../src/config/load.ts'
import type { Hashing } from '../../../src/stores/digests.ts'
import type { Bytes, Range } from '../../../src/stores/driver.ts'

export interface TestImage {
  readonly id: string
  readonly size: number
  readonly checksum: string
  readonly data: Buffer
}

export function newImage(size = 300_000): TestImage {
  const data = randomBytes(size)
  return { id: randomUUID(), size, checksum: sum(data), data }
}

/** md5, hex: quicker to compare, and to print, than the data. */
export function sum(data: Uint8Array): string {
  return createHash('md5').update(data).digest('hex')
}

export interface CacheUnderTest {
  readonly cache: ImageCache
  readonly folder: string
  readonly log: readonly string[]
  /** Settles when the read has begun. */
  open(image: TestImage, fromStore: FromStore, signal?: AbortSignal): Promise<Bytes>
  /** The data as a client gets it. */
  read(image: TestImage, fromStore: FromStore, range?: Range): Promise<Buffer>
  /** Settles when the image can be read from the cache. */
  cached(image: TestImage): Promise<void>
  /** Settles when an image is coming in. */
  begun(): Promise<void>
  /** Settles when nothing stands under `incomplete/`. */
  settled(): Promise<void>
  files(place?: 'incomplete' | 'invalid' | 'queue'): Promise<readonly string[]>
  /** Another process on the same folder. */
  another(): Promise<CacheUnderTest>
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'image-cache-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

interface Start {
  readonly settings?: string
  readonly folder?: string
  readonly hashing?: () => Promise<Hashing>
}

export async function startCache({
  settings = '',
  folder = '',
  hashing,
}: Start = {}): Promise<CacheUnderTest> {
  const base = folder || (await temporaryFolder())
  const log: string[] = []
  const cache = await openIn(
    base,
    settings,
    pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
    hashing,
  )
  onTestFinished(() => cache.close())
  const files: CacheUnderTest['files'] = async place => {
    const names = await readdir(join(base, place ?? ''), { withFileTypes: true })
    return names
      .filter(entry => entry.isFile() && !/^(\.|cache\.db)/.test(entry.name))
      .map(({ name }) => name)
  }
  return {
    cache,
    folder: base,
    log,
    files,
    open: async (image, fromStore, signal = never) => cache.read(image, { start: 0 }, fromStore, { signal }),
    read: async (image, fromStore, range = { start: 0 }) =>
      buffer(await cache.read(image, range, fromStore, { signal: never })),
    cached: image => until(async () => (await files()).includes(image.id)),
    begun: () => until(async () => (await files('incomplete')).length > 0),
    settled: () => until(async () => (await readdir(join(base, 'incomplete'))).length === 0),
    another: () => startCache({ settings, folder: base }),
  }
}

const { signal: never } = new AbortController()

async function openIn(
  folder: string,
  settings: string,
  log: Logger,
  hashing?: () => Promise<Hashing>,
): Promise<ImageCache> {
  const file = join(await temporaryFolder(), 'glance-api.conf')
  const text = `[DEFAULT]\nimage_cache_dir = ${folder}\nimage_cache_driver = sqlite\n${settings}\n`
  await writeFile(file, text)
  const noDatabase = () => Promise.reject(new Error('there is no database'))
  return openCache(await loadConfig({ files: [file], env: {} }), log, noDatabase, hashing)
}

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(resolve => setTimeout(resolve, 2))
}

/** A store that holds the image, and counts how often it is asked. */
export function storeWith(image: TestImage, { chunkBytes = 64 * 1024 } = {}) {
  const asked: Range[] = []
  const fromStore: FromStore = async range => {
    asked.push(range)
    return chunksOf(image.data.subarray(range.start, range.end), chunkBytes)
  }
  return { fromStore, asked }
}

async function* chunksOf(data: Buffer, chunkBytes: number): Bytes & AsyncGenerator<Uint8Array> {
  for (let start = 0; start < data.length; start += chunkBytes) yield data.subarray(start, start + chunkBytes)
}

/** A store that sends as much as it is allowed to, then waits; `fail` ends what it sends. */
export function heldStore(image: TestImage, chunkBytes = 64 * 1024) {
  let allowed = 0
  let failure: Error | undefined
  let wake = () => {}
  const asked: Range[] = []
  const fromStore: FromStore = async (range, { signal }) => {
    asked.push(range)
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
    stopped.catch(() => undefined)
    return sending(range, stopped)
  }
  async function* sending(range: Range, stopped: Promise<never>) {
    for (let position = range.start; position < (range.end ?? image.size); position += chunkBytes) {
      while (position >= allowed && !failure) {
        await Promise.race([new Promise<void>(resolve => (wake = resolve)), stopped])
      }
      if (failure) throw failure
      yield image.data.subarray(position, Math.min(position + chunkBytes, range.end ?? image.size))
    }
  }
  return {
    fromStore,
    asked,
    send(bytes = image.size) {
      allowed = bytes
      wake()
    },
    fail(error: Error) {
      failure = error
      wake()
    },
  }
}

/** A store that has nothing to send. */
export const emptyStore: FromStore = async () => Readable.from([])

/** Never asked. */
export const noStore: FromStore = () => Promise.reject(new Error('the store was asked'))
