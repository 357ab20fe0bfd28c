import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { openStores } from '../../../src/stores/open-stores.ts'
import { defineStoreType } from '../../../src/stores/store-type.ts'
import { storeTypes } from '../../../src/stores/store-types.ts'
import type { Stores } from '../../../src/stores/stores.ts'

const { signal } = new AbortController()

let folder: string
let warnings: string[]
let stores: Stores | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glasspaste-stores-'))
  warnings = []
  stores = undefined
})

afterEach(async () => {
  await stores?.close()
  await rm(folder, { recursive: true })
})

/** Opens what a glance-api.conf describes; `$here` in it is a folder of the test's own. */
async function open(conf: string, types = storeTypes): Promise<Stores> {
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, conf.replaceAll('$here', folder))
  const config = await loadConfig({ files: [file], env: {}, home: folder })
  stores = await openStores(config, log(), types)
  return stores
}

function log() {
  const stream = { write: (line: string) => warnings.push(JSON.parse(line).msg) }
  return pino({ level: 'warn' }, stream)
}

describe('named stores', () => {
  const two = `
[DEFAULT]
enabled_backends = fast:file, slow:filesystem
[glance_store]
default_backend = slow
[fast]
filesystem_store_datadir = $here/fast
store_description = SSD
weight = 10
[slow]
filesystem_store_datadir = $here/slow
description = tape
[backend_defaults]
filesystem_store_chunk_size = 4096
`

  test('are opened in the order of the configuration, with a default among them', async () => {
    const { multi, all, default: byDefault, find } = await open(two)
    expect(multi).toBe(true)
    expect(all.map(({ id, type, description, weight }) => ({ id, type, description, weight }))).toEqual([
      { id: 'fast', type: 'file', description: 'SSD', weight: 10 },
      { id: 'slow', type: 'file', description: 'tape', weight: 0 },
    ])
    expect(byDefault).toBe(find('slow'))
    expect(find('other')).toBeUndefined()
  })

  test('take from [backend_defaults] what their own section does not say', async () => {
    const { all } = await open(two)
    expect(all[0]?.properties).toEqual({
      data_dir: join(folder, 'fast'),
      chunk_size: 4096,
      thin_provisioning: false,
    })
  })

  test('write their id into the metadata of locations', async () => {
    const store = (await open(two)).default
    const receipt = await store.add('image', oneByte(), { signal, hashingAlgorithm: 'sha512' })
    expect(receipt.metadata).toEqual({ store: 'slow' })
  })

  test('are found by the metadata of a location, else by its place', async () => {
    const { holding } = await open(two)
    const url = `file://${folder}/fast/image`
    expect(holding({ url, metadata: { store: 'slow' } })?.id).toBe('slow')
    expect(holding({ url, metadata: {} })?.id).toBe('fast')
    expect(holding({ url, metadata: { store: 'renamed' } })?.id).toBe('fast')
    expect(holding({ url: 'file:///elsewhere/image', metadata: {} })).toBeUndefined()
    expect(holding({ url: 'rbd://image', metadata: {} })).toBeUndefined()
  })

  test.each([
    ['enabled_backends = fast:file', '', "'default_backend' config option is not set."],
    ['enabled_backends = fast:file', 'default_backend = slow', 'Store for identifier slow not found'],
    ['enabled_backends = fast:tape', 'default_backend = fast', 'Store for identifier fast not found'],
    [
      'enabled_backends = os_glance_fast:file',
      'default_backend = os_glance_fast',
      "'os_glance_' prefix should not be used in enabled_backends config option. It is reserved for internal use only.",
    ],
  ])('%s with %s does not start', async (backends, byDefault, message) => {
    const conf = `[DEFAULT]\n${backends}\n[glance_store]\n${byDefault}\n[fast]\nfilesystem_store_datadir = $here/fast\n`
    await expect(open(conf)).rejects.toMatchObject({ name: 'StoresConfigError', message })
  })

  test('of an unknown type are left out, with a warning', async () => {
    const { all } = await open(two.replace('fast:file', 'fast:tape'))
    expect(all.map(({ id }) => id)).toEqual(['slow'])
    expect(warnings).toEqual([
      'Failed to load driver tape. The driver will be disabled: there is no store type "tape"; ' +
        'there are file, http, and modules of your own such as ./shelf.ts',
    ])
  })

  test('whose driver does not load are left out, with a warning', async () => {
    const broken = { ...storeTypes, file: () => Promise.reject(new Error('no such library')) }
    const { all } = await open(two, broken)
    expect(all.map(({ id }) => id)).toEqual(['slow'])
    expect(warnings).toEqual(['Failed to load driver file. The driver will be disabled'])
  })

  test('whose settings do not allow writing can be read but not written, with a warning', async () => {
    const { default: store } = await open(`${two}filesystem_store_file_perm = 33\n`)
    const reason =
      "Store filesystem could not be configured correctly. Reason: Invalid 'filesystem_store_file_perm' option."
    expect(warnings).toContain(`Failed to configure store correctly: ${reason} Disabling add method.`)
    expect(store.addDisabled).toBe(reason)
    const adding = store.add('image', oneByte(), { signal, hashingAlgorithm: 'sha512' })
    await expect(adding).rejects.toMatchObject({ fault: 'AddDisabled' })
    await mkdir(join(folder, 'slow'))
    await writeFile(join(folder, 'slow', 'image'), 'old')
    expect(await store.size(`file://${folder}/slow/image`, { signal })).toBe(3)
  })

  test('of a type that a stranger wrote are opened like ours', async () => {
    const { createMemoryDriver } = await import('../../../src/stores/memory.ts')
    const { optionGroup } = await import('../../../src/config/option.ts')
    const storeType = defineStoreType({
      name: 'memory',
      options: optionGroup('glance_store', {}),
      create: () => createMemoryDriver(),
    })
    const conf = '[DEFAULT]\nenabled_backends = m:memory\n[glance_store]\ndefault_backend = m\n'
    const { all } = await open(conf, { ...storeTypes, memory: async () => ({ storeType }) })
    expect(all.map(({ id, type }) => ({ id, type }))).toEqual([{ id: 'm', type: 'memory' }])
  })
})

describe('a single store of each type', () => {
  const single = '[glance_store]\nstores = file\nfilesystem_store_datadir = $here/images\n'

  test('is what runs where enabled_backends is not set', async () => {
    const { multi, all, default: byDefault } = await open(single)
    expect(multi).toBe(false)
    expect(all.map(({ id, type }) => ({ id, type }))).toEqual([{ id: 'file', type: 'file' }])
    expect(byDefault).toBe(all[0])
    expect((await stat(join(folder, 'images'))).isDirectory()).toBe(true)
  })

  test('writes no store into the metadata of locations', async () => {
    const store = (await open(single)).default
    const receipt = await store.add('image', oneByte(), { signal, hashingAlgorithm: 'sha512' })
    expect(receipt.metadata).toEqual({})
  })

  test('is found by the scheme of a location alone', async () => {
    const { holding } = await open(single)
    const metadata = { store: 'of another configuration' }
    expect(holding({ url: 'filesystem:///elsewhere/image', metadata })?.id).toBe('file')
    expect(holding({ url: 'rbd://image', metadata })).toBeUndefined()
  })

  test('does not start without the one that default_store names', async () => {
    await expect(open(`${single}default_store = rbd\n`)).rejects.toMatchObject({
      name: 'StoresConfigError',
      message: 'Store for scheme rbd not found',
    })
  })

  test('may go by the class names of old files', async () => {
    const { all } = await open(single.replace('stores = file', 'stores = glance.store.filesystem.Store'))
    expect(all.map(({ id }) => id)).toEqual(['file'])
  })
})

async function* oneByte() {
  yield Buffer.from('x')
}
