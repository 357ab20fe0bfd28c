// Reads images through the cache without end: node reader.ts CACHE_FOLDER STORE_FOLDER [READS [ROW]]
// Which, and how much of them, is random: ROW tells readers apart (`randomNumbers`). The store is a folder of files that are called IMAGE_ID~MD5. Fails when a client gets wrong bytes.
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { pino } from 'pino'
import type { FromStore } from '../../../src/cache/cache.ts'
import { openCache } from '../../../src/cache/open.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { randomNumbers } from '../../support/random-numbers.ts'

const [folder = '', store = '', reads = 'Infinity', row = '0'] = process.argv.slice(2)
const random = randomNumbers(Number(row))
const images = await Promise.all((await readdir(store)).map(describe))
const cache = await openCache(await configFor(folder), pino({ level: 'warn' }), noDatabase)
process.stdout.write('reading\n')

let left = Number(reads)
await Promise.all(Array.from({ length: 4 }, readOn))
await cache.close()

async function readOn(): Promise<void> {
  while (left-- > 0) await read(images[Math.floor(random() * images.length)] ?? failing())
}

async function read(image: Awaited<ReturnType<typeof describe>>): Promise<void> {
  const leaving = new AbortController()
  const leavesAt = random() < 0.2 ? random() * image.size : Number.POSITIVE_INFINITY
  const bytes = await cache.read(image, { start: 0 }, image.fromStore, { signal: leaving.signal })
  const hash = createHash('md5')
  let received = 0
  for await (const chunk of bytes) {
    hash.update(chunk)
    received += chunk.length
    if (received >= leavesAt) return
  }
  if (hash.digest('hex') !== image.checksum) failing(`wrong bytes of ${image.id}`)
}

async function describe(name: string) {
  const [id = '', checksum = ''] = name.split('~')
  const data = await readFile(join(store, name))
  const fromStore: FromStore = async ({ start, end }) => pieces(data.subarray(start, end))
  return { id, checksum, size: data.length, fromStore }
}

async function* pieces(data: Buffer) {
  for (let start = 0; start < data.length; start += 65536) {
    yield data.subarray(start, start + 65536)
    await turn()
  }
}

async function configFor(base: string) {
  const file = `${base}-reader-${process.pid}.conf`
  const settings = ['image_cache_driver = sqlite', 'image_cache_max_size = 20000000']
  await writeFile(file, ['[DEFAULT]', `image_cache_dir = ${base}`, ...settings, ''].join('\n'))
  return loadConfig({ files: [file], env: {} })
}

function noDatabase(): Promise<never> {
  return Promise.reject(new Error('there is no database'))
}

function failing(reason = 'there are no images'): never {
  process.stderr.write(`${reason}\n`)
  process.exit(3)
}
