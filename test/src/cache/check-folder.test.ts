import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkCacheFolder } from '../../../src/cache/check-folder.ts'
import { configOf } from '../config/scratch.ts'

async function check(place: (folder: string) => string) {
  const { config, folder } = await configOf('[DEFAULT]\nimage_cache_dir = $HERE\n', place)
  const found = await checkCacheFolder(config)
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
