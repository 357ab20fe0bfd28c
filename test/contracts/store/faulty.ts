import { closeSync, openSync, readSync } from 'node:fs'
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bytes, Location, StoreDriver } from '../../../src/stores/driver.ts'
import { StoreError } from '../../../src/stores/errors.ts'
import { readAll } from './subject.ts'

/** One thing that can be wrong with a driver, and the case that has to notice. `folder` is where the images are. */
export interface Flaw {
  readonly flaw: string
  readonly guard: string
  readonly spoil: (sound: SoundDriver, folder: string) => Partial<StoreDriver>
}

export type SoundDriver = StoreDriver & Required<Pick<StoreDriver, 'add' | 'delete' | 'reclaim'>>

const readingFlaws: readonly Flaw[] = [
  {
    flaw: 'loses the last byte',
    guard: 'gives back the bytes it was given',
    spoil: ({ read }) => ({ read: async (...args) => withoutLastByte(await read(...args)) }),
  },
  {
    flaw: 'knows no empty images',
    guard: 'keeps an empty image',
    spoil: ({ size }) => ({ size: async (...args) => (await size(...args)) || missing() }),
  },
  {
    flaw: 'rounds sizes',
    guard: 'tells the size of an image',
    spoil: ({ size }) => ({ size: async (...args) => Math.ceil((await size(...args)) / 512) * 512 }),
  },
  {
    flaw: 'ignores ranges',
    guard: 'reads a range',
    spoil: ({ read }) => ({ read: (location, _range, call) => read(location, { start: 0 }, call) }),
  },
  {
    flaw: 'ignores where a range begins',
    guard: 'reads a range to the end',
    spoil: ({ read }) => ({ read: (location, { end }, call) => read(location, { start: 0, end }, call) }),
  },
  {
    flaw: 'clips a range that is too long',
    guard: 'refuses a range beyond the end',
    spoil: ({ read, size }) => ({
      async read(location, { start, end = Infinity }, call) {
        const last = await size(location, call)
        return read(location, { start: Math.min(start, last), end: Math.min(end, last) }, call)
      },
    }),
  },
  {
    flaw: 'ends a range where its block ends',
    guard: 'yields exactly as much as asked, wherever the range begins and ends',
    spoil: ({ read, size }) => ({
      async read(location, { start, end = 0 }, call) {
        const blockEnd = Math.min(Math.ceil(end / 512) * 512, await size(location, call))
        return read(location, { start, end: blockEnd }, call)
      },
    }),
  },
  {
    flaw: 'serves one reader at a time',
    guard: 'serves ten readers at once',
    spoil: ({ read }) => {
      let readers = 0
      return { read: (...args) => (readers++ > 0 ? missing() : read(...args)) }
    },
  },
  {
    flaw: 'finds out only while reading that an image is missing',
    guard: 'says NotFound, before the first byte, for an image it never had',
    spoil: ({ read }) => ({ read: async (...args) => later(() => read(...args)) }),
  },
  {
    flaw: 'takes any location for its own',
    guard: 'refuses a location of another store',
    spoil: () => ({ schemes: ['file', 'elsewhere'], read: async () => chunks(), size: async () => 0 }),
  },
  {
    flaw: 'leaves its root',
    guard: 'refuses a location outside its root',
    spoil: () => ({ read: async location => chunks(await readFile(pathOf(location))) }),
  },
  {
    flaw: 'does not look at the signal',
    guard: 'stops reading when the signal aborts',
    spoil: ({ read }) => ({ read: (location, range) => read(location, range, never) }),
  },
]

const addingFlaws: readonly Flaw[] = [
  {
    flaw: 'takes one part only',
    guard: 'keeps an image larger than one part',
    spoil: ({ add }) => ({ add: (id, data, call) => add(id, firstPart(data), call) }),
  },
  {
    flaw: 'gives chunks back before it has written them',
    guard: 'has no more use for chunks that it has given back',
    spoil: ({ add }) => ({ add: (id, data, call) => add(id, givenBackTooEarly(data), call) }),
  },
  {
    flaw: 'miscounts',
    guard: 'reports size, checksum and hash of what it took',
    spoil: ({ add }) => ({ add: async (...args) => ({ ...(await add(...args)), size: 1 }) }),
  },
  {
    flaw: 'overwrites',
    guard: 'refuses a second image with the same id and keeps the first',
    spoil: ({ add }, folder) => ({
      async add(id, ...args) {
        await rm(join(folder, id), { force: true })
        return add(id, ...args)
      },
    }),
  },
  {
    flaw: 'tells the loser of two uploads that it has won',
    guard: 'lets one of two simultaneous uploads of an id win',
    spoil: ({ add }, folder) => ({
      async add(id, data, call) {
        const image = await readAll(data)
        const written = { location: locationOf(join(folder, id)), size: image.length }
        return add(id, chunks(image), call).catch(() => written)
      },
    }),
  },
  {
    flaw: 'writes in place',
    guard: 'shows nothing of an image before it is complete',
    spoil: (_sound, folder) => ({ add: (id, data) => writeInPlace(join(folder, id), data) }),
  },
  ...['breaks off', 'is shorter than announced', 'is longer than announced'].map(leaksATemporaryFile),
  leaksATemporaryFile('is aborted, even while its source is silent'),
  {
    flaw: 'remembers the ids of uploads that failed',
    guard: 'takes an image again that was refused',
    spoil: ({ add }) => {
      const seen = new Set<string>()
      return {
        async add(id, ...args) {
          if (seen.has(id)) throw new StoreError('Duplicate', 'seen before')
          seen.add(id)
          return add(id, ...args)
        },
      }
    },
  },
]

const keepingFlaws: readonly Flaw[] = [
  {
    flaw: 'forgets to delete',
    guard: 'says NotFound for a deleted image',
    spoil: () => ({ delete: async () => undefined }),
  },
  {
    flaw: 'deletes everything',
    guard: 'deletes one image and no other',
    spoil: (_sound, folder) => ({ delete: () => rm(folder, { recursive: true }) }),
  },
  {
    flaw: 'leaves what interrupted uploads left',
    guard: 'reclaims what an interrupted upload left',
    spoil: () => ({ reclaim: () => ids() }),
  },
  {
    flaw: 'reclaims whatever it finds',
    guard: 'reclaims neither what is complete nor what is being written',
    spoil: (_sound, folder) => ({
      async *reclaim() {
        for (const name of await readdir(folder)) {
          await rm(join(folder, name))
          yield name
        }
      },
    }),
  },
  {
    flaw: 'discards only in appearance',
    guard: 'discards a complete image by its id alone, and no other',
    spoil: () => ({ discard: async id => id === 'lost' }),
  },
  {
    flaw: 'tells its password',
    guard: 'puts its name on errors and no secret in them',
    spoil: () => ({ size: () => missing('no answer for user:opensesame@host') }),
  },
  {
    flaw: 'cannot be closed twice',
    guard: 'closes twice',
    spoil: () => {
      let open = true
      return {
        async close() {
          if (!open) throw new Error('not open')
          open = false
        },
      }
    },
  },
]

const holdingFlaws: readonly Flaw[] = [
  {
    flaw: 'gathers an upload in memory',
    guard: 'keeps its memory flat while a large image comes in',
    spoil: ({ add }) => ({ add: (id, data, call) => add(id, gathered(data), call) }),
  },
  {
    flaw: 'gathers a download in memory',
    guard: 'keeps its memory flat while a large image goes out',
    spoil: ({ read }) => ({ read: async (...args) => gathered(await read(...args)) }),
  },
  {
    flaw: 'reads ahead of its reader',
    guard: 'waits for a slow reader instead of reading ahead',
    spoil: ({ read }) => ({ read: async (...args) => gathered(await read(...args)) }),
  },
  {
    flaw: 'closes a file only when it was read to the end',
    guard: 'survives a reader that stops early, and holds nothing for it',
    spoil: () => ({ read: async location => closedAtTheEnd(pathOf(location)) }),
  },
]

export const flaws = [...readingFlaws, ...addingFlaws, ...keepingFlaws, ...holdingFlaws]

function leaksATemporaryFile(what: string): Flaw {
  return {
    flaw: 'leaks a temporary file',
    guard: `leaves nothing behind when the upload ${what}`,
    spoil: ({ add }, folder) => ({
      async add(id, ...args) {
        await writeFile(join(folder, `${id}.part`), '')
        const written = await add(id, ...args)
        await rm(join(folder, `${id}.part`))
        return written
      },
    }),
  }
}

async function* givenBackTooEarly(data: Bytes): Bytes {
  for await (const chunk of data) {
    data.recycle?.(chunk)
    yield chunk
  }
}

const never = { signal: new AbortController().signal }

async function missing(message = 'not here'): Promise<never> {
  throw new StoreError('NotFound', message)
}

function pathOf(location: Location): string {
  return location.slice('file://'.length)
}

function locationOf(path: string): Location {
  return `file://${path}` as Location
}

async function* chunks(...parts: readonly Uint8Array[]): Bytes {
  yield* parts
}

async function* ids(): AsyncIterable<string> {}

async function* later(read: () => Promise<Bytes>): Bytes {
  yield* await read()
}

async function* gathered(data: Bytes): Bytes {
  const all: Uint8Array[] = []
  for await (const chunk of data) all.push(chunk)
  yield* all
}

async function* withoutLastByte(data: Bytes): Bytes {
  yield (await readAll(data)).subarray(0, -1)
}

async function* firstPart(data: Bytes): Bytes {
  let room = 5 * 1024 * 1024
  for await (const chunk of data) {
    yield chunk.subarray(0, room)
    room = Math.max(0, room - chunk.length)
  }
}

async function* closedAtTheEnd(path: string): Bytes {
  const descriptor = openSync(path, 'r')
  const buffer = Buffer.alloc(65_536)
  for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) {
    yield buffer.subarray(0, read)
  }
  closeSync(descriptor)
}

async function writeInPlace(path: string, data: Bytes) {
  const file = await open(path, 'w')
  let size = 0
  for await (const chunk of data) {
    await file.write(chunk)
    size += chunk.length
  }
  await file.close()
  return { location: locationOf(path), size }
}
