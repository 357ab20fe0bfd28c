// One contestant of bench/hashing.ts: takes uploads into a filesystem store, hashing in one way, on a port of its own.
//   node bench/contestants/hashing.ts WAY FOLDER PORT
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import pino from 'pino'
import { type Hashing, openHashing } from '../../src/stores/digests.ts'
import { createFilesystemDriver } from '../../src/stores/filesystem/driver.ts'
import { createStore } from '../../src/stores/store.ts'
import { settingsOf } from '../../test/src/stores/filesystem/under-test.ts'

const [way = '', folder = '', port = '0'] = process.argv.slice(2)
const { signal } = new AbortController()
const kib = 1024

const ways: Readonly<Record<string, () => Hashing>> = {
  'no hashing': () => ({ startDigests: () => digestsHere([]), close: async () => undefined }),
  'on the main thread': () => ({ startDigests: digestsHere, close: async () => undefined }),
  'on threads, 64 KiB slots': () => openHashing({ slots: 128, slotBytes: 64 * kib }),
  'on threads, 512 KiB slots': () => openHashing(),
  'on threads, 2 MiB slots': () => openHashing({ slots: 4, slotBytes: 2048 * kib }),
}

const hashing = ways[way]?.()
if (!hashing) throw new Error(`no way "${way}"`)
const settings = settingsOf({ filesystem_store_datadir: folder })
const driver = createFilesystemDriver(settings, pino({ level: 'silent' }))
await driver.open({ signal })
const store = createStore({ id: 'bench', type: 'file', driver, hashing })

createServer((req, res) => {
  store
    .add('image', req, { signal, hashingAlgorithm: 'sha512' })
    .then(({ location }) => store.delete(location, { signal }))
    .then(() => res.end())
    .catch(error => res.destroy(error))
}).listen(Number(port), '127.0.0.1')

function digestsHere(algorithms: readonly string[]) {
  const hashes = algorithms.map(name => ({ name, hash: createHash(name) }))
  return {
    update(chunk: Uint8Array) {
      for (const { hash } of hashes) hash.update(chunk)
      return undefined
    },
    finish: async () => Object.fromEntries(hashes.map(({ name, hash }) => [name, hash.digest('hex')])),
    abort() {},
  }
}
