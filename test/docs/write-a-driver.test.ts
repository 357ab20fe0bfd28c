import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pino from 'pino'
import { afterAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { openStores } from '../../src/stores/open-stores.ts'
import { openPage } from './page.ts'

const page = await openPage('write-a-driver')
afterAll(() => page[Symbol.asyncDispose]())

describe('the contract on the page', async () => {
  await import(pathToFileURL(join(page.folder, 'shelf.spec.ts')).href)
})

test('the driver on the page is opened as the config file says', async () => {
  const shelf = join(page.folder, 'shelf')
  await mkdir(shelf)
  const config = await loadConfig({
    files: [join(page.folder, 'glance-api.conf')],
    env: { OS_TOP__SHELF_FOLDER: shelf, OS_LOCAL__FILESYSTEM_STORE_DATADIR: join(page.folder, 'images') },
    home: page.folder,
  })
  const stores = await openStores(config, pino({ level: 'silent' }))
  expect(stores.default).toMatchObject({ id: 'top', type: 'shelf', description: 'top shelf' })
  const receipt = await stores.default.add('image', oneByte(), {
    signal: new AbortController().signal,
    hashingAlgorithm: 'sha512',
  })
  expect(receipt).toMatchObject({ location: 'shelf:image', metadata: { store: 'top' } })
  expect(await readdir(shelf)).toEqual(['image'])
  await stores.close()
})

async function* oneByte() {
  yield Buffer.from('x')
}
