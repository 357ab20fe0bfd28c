// Uploads an image that never ends into the folder it is given, and says so when the first bytes are taken.
import pino from 'pino'
import { createFilesystemDriver } from '../../../../src/stores/filesystem/driver.ts'
import { settingsOf } from './under-test.ts'

const { signal } = new AbortController()
const folder = process.argv[2] ?? ''
const driver = createFilesystemDriver(
  settingsOf({ filesystem_store_datadir: folder }),
  pino({ level: 'silent' }),
)

await driver.open({ signal })
await driver.add?.('interrupted', endless(), { signal })

async function* endless() {
  for (let n = 0; ; n++) {
    yield Buffer.alloc(2 * 1024 * 1024, n)
    if (n === 1) process.send?.('interrupted')
    if (n > 0) await new Promise(resolve => setTimeout(resolve, 1_000))
  }
}
