import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { checkStores } from '../../../src/stores/check.ts'
import { configOf } from '../config/scratch.ts'

async function check(conf: string) {
  const { config, folder } = await configOf(conf)
  const found = await checkStores(config)
  return found.map(({ severity, group, key, message, hint }) => ({
    what: `${severity}: [${group}] ${key}: ${message.replaceAll(folder, '<folder>')}`,
    hint,
  }))
}

const inFolder = 'filesystem_store_datadir = $HERE/images\n'

const named = (backends: string, byDefault = '') =>
  `[DEFAULT]\nenabled_backends = ${backends}\n[backend_defaults]\n${inFolder}[glance_store]\n${byDefault}\n`

test('stores that can be used as they are named are passed', async () => {
  expect(await check(`[glance_store]\n${inFolder}`)).toEqual([])
  expect(await check(named('fast:file,slow:http', 'default_backend = fast'))).toEqual([])
})

test.each([
  ['slow:htttp', 'there is no store type "htttp"; did you mean "http"?'],
  ['slow:./slow.mjs', 'there is no file <folder>/slow.mjs'],
])('%s is a doubt: the service starts without it', async (backend, reason) => {
  expect(await check(named(`fast:file,${backend}`, 'default_backend = fast'))).toEqual([
    { what: `warning: [DEFAULT] enabled_backends: the store "slow" is left out: ${reason}` },
  ])
})

test.each([
  ['', 'no store is named for images whose upload names none', 'add default_backend = fast'],
  ['default_backend = fats', 'there is no store "fats" in enabled_backends', 'did you mean "fast"?'],
  ['default_backend = tape', 'there is no store "tape" in enabled_backends', 'there are fast'],
])('enabled_backends with "%s" is a fault', async (byDefault, problem, hint) => {
  expect(await check(named('fast:file', byDefault))).toEqual([
    { what: `error: [glance_store] default_backend: ${problem}`, hint },
  ])
})

test('a default store that is left out is a fault', async () => {
  const [, fault] = await check(named('fast:tape', 'default_backend = fast'))
  expect(fault?.what).toBe('error: [glance_store] default_backend: the store "fast" is left out')
})

test('a name that belongs to the service is a fault', async () => {
  const [fault] = await check(named('os_glance_fast:file', 'default_backend = os_glance_fast'))
  expect(fault?.what).toContain('names that begin with os_glance_ belong to the service')
})

test('a default store of another kind than those there are is a fault', async () => {
  expect(await check(`[glance_store]\n${inFolder}stores = file,http\ndefault_store = rbd\n`)).toEqual([
    {
      what: 'error: [glance_store] default_store: no store is of the kind "rbd"',
      hint: 'there are file, http',
    },
  ])
})

test('an empty list of stores is a fault', async () => {
  expect(await check('[glance_store]\nstores =\n')).toEqual([
    {
      what: 'error: [glance_store] stores: no store is of the kind "file"',
      hint: 'stores names none',
    },
  ])
})

test.each([
  ['filesystem_store_datadir = $HERE/glance-api.conf', '<folder>/glance-api.conf is no folder'],
  ['filesystem_store_datadir = $HERE/glance-api.conf/images', expect.stringContaining('ENOTDIR')],
  ['filesystem_store_datadirs = $HERE/glance-api.conf:1', '<folder>/glance-api.conf is no folder'],
  ['filesystem_store_datadirs = $HERE/images:high', expect.stringContaining('Invalid priority value high')],
  [`${inFolder}filesystem_store_file_perm = 200`, expect.stringContaining('filesystem_store_file_perm')],
  [
    `${inFolder}filesystem_store_metadata_file = $HERE/none.json`,
    expect.stringContaining('metadata file <folder>/none.json could not be accessed'),
  ],
])('that no image can be added is told with its line: %s', async (lines, reason) => {
  const { config, folder } = await configOf(`[glance_store]\n${lines}\n`)
  const [doubt, ...others] = await checkStores(config)
  expect(others).toEqual([])
  const key = lines.split('\n').at(-1)?.split(' ')[0]
  expect(doubt).toMatchObject({ severity: 'warning', key, origin: { line: lines.split('\n').length + 1 } })
  expect(doubt?.message.replaceAll(folder, '<folder>').split('the store "file": ')[1]).toEqual(reason)
})

test('the folder of a named store is told where its section, or the one for all, sets it', async () => {
  const { config } = await configOf(`[DEFAULT]
enabled_backends = fast:file,slow:file
[glance_store]
default_backend = fast
[backend_defaults]
filesystem_store_datadir = /dev/null/all
[fast]
filesystem_store_datadir = /dev/null/fast
`)
  expect(await checkStores(config)).toMatchObject([
    { group: 'fast', origin: { line: 8 }, message: expect.stringContaining('store "fast"') },
    { group: 'backend_defaults', origin: { line: 6 }, message: expect.stringContaining('store "slow"') },
  ])
})

test('looking at the folder of a store makes nothing', async () => {
  const { config, folder } = await configOf(`[glance_store]\n${inFolder}`)
  await checkStores(config)
  expect(await readdir(folder)).toEqual(['glance-api.conf'])
})
