import { readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { checkCache } from '../../../src/cache/check.ts'
import { openCache } from '../../../src/cache/open.ts'
import { configOf } from '../config/scratch.ts'

async function check(place: (folder: string) => string) {
  const { config, folder } = await configOf('[DEFAULT]\nimage_cache_dir = $HERE\n', place)
  const found = await checkCache(config)
  return found.map(({ message }) => message.replaceAll(folder, '<folder>'))
}

test('a folder that is there, and one that can be made, are passed', async () => {
  expect(await check(folder => folder)).toEqual([])
  expect(await check(folder => join(folder, 'var/cache'))).toEqual([])
})

test('a file is told', async () => {
  expect(await check(folder => join(folder, 'glance-api.conf'))).toEqual([
    '<folder>/glance-api.conf is no folder',
  ])
})

test('a folder below a file is told', async () => {
  expect(await check(folder => join(folder, 'glance-api.conf/cache'))).toEqual([
    expect.stringContaining('not a directory'),
  ])
})

test.each([
  ['[glance_store]\nfilesystem_store_datadir = $HERE', '', 'the store'],
  [
    '[glance_store]\nfilesystem_store_datadirs = $HERE/images:10\nfilesystem_store_datadirs = $HERE/invalid',
    '/invalid',
    'the store',
  ],
  ['enabled_backends = fast:file\n[fast]\nfilesystem_store_datadir = $HERE/link', '/link', 'the store fast'],
  [
    'enabled_backends = fast:file\n[os_glance_staging_store]\nfilesystem_store_datadir = $HERE',
    '',
    'data that waits to be imported',
  ],
  ['node_staging_uri = file://$HERE/', '', 'data that waits to be imported'],
])('a folder that is in use for something else is told, and not opened: %s', async (settings, below, use) => {
  const { config, folder } = await configOf(`[DEFAULT]\nimage_cache_dir = $HERE\n${settings}\n`)
  await symlink(folder, join(folder, 'link'))
  const message = `${folder}${below} is the folder of ${use}`
  expect(await checkCache(config)).toMatchObject([{ severity: 'error', message }])
  const noDatabase = () => Promise.reject(new Error('there is no database'))
  await expect(openCache(config, pino({ enabled: false }), noDatabase)).rejects.toThrow(
    `image_cache_dir = ${folder} cannot be used: ${message}`,
  )
  expect(await readdir(folder)).toEqual(['glance-api.conf', 'link'])
})

test('a store that is not in use may name any folder', async () => {
  const settings = '[glance_store]\nstores = http\nfilesystem_store_datadir = $HERE\n'
  const { config } = await configOf(`[DEFAULT]\nimage_cache_dir = $HERE\n${settings}`)
  expect(await checkCache(config)).toEqual([])
})

test('an empty name is refused by whoever needs a folder', async () => {
  const { config } = await configOf('[DEFAULT]\nimage_cache_dir =\n')
  const noDatabase = () => Promise.reject(new Error('there is no database'))
  await expect(openCache(config, pino({ enabled: false }), noDatabase)).rejects.toThrow(
    'image_cache_dir is empty: name a folder for the cache',
  )
})
