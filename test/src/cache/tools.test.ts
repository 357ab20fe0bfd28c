import { once } from 'node:events'
import { lutimes, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTool } from '../../../src/cache/tools/run-tool.ts'
import { runCleaner, runPrefetcher, runPruner } from '../../../src/cache/tools/tools.ts'
import { StoresConfigError } from '../../../src/stores/errors.ts'
import { start } from '../../support/program.ts'
import { newImage } from './cache-under-test.ts'
import { startCacheFolder, startService } from './running-service.ts'

async function cacheFiles(folder: string, place = ''): Promise<readonly string[]> {
  const names = await readdir(join(folder, 'cache', place))
  return names.filter(name => /^[\da-f-]{36}$/.test(name)).toSorted()
}

test('the pruner leaves as much as image_cache_max_size, of what was read last', async () => {
  const { folder, configFile } = await startCacheFolder()
  const images = Array.from({ length: 4 }, () => newImage(2000))
  for (const [at, { id, data }] of images.entries()) {
    const path = join(folder, 'cache', id)
    await writeFile(path, data)
    await utimes(path, 1000 + at, 1000 + at)
  }
  expect(await runPruner(['--config-file', configFile])).toBe(0)
  expect(await cacheFiles(folder)).toEqual(
    images
      .slice(2)
      .map(({ id }) => id)
      .toSorted(),
  )
  expect(await readFile(join(folder, 'tools.log'), 'utf8')).toContain('pruned 2 images, 4000 bytes')
})

test('the pruner tells of an option that nothing reads, which may have been the bound', async () => {
  const { folder, configFile } = await startCacheFolder()
  const slip = join(folder, 'glance-cache.conf')
  await writeFile(slip, '[DEFAULT]\nimage_cache_max_sizes = 10\n')
  expect(await runPruner(['--config-file', configFile, '--config-file', slip])).toBe(0)
  const log = await readFile(join(folder, 'tools.log'), 'utf8')
  expect(log).toContain(`CONFIG_UNKNOWN_OPTION  ${slip}:2`)
})

test('the cleaner removes what is broken, and what was left unfinished long ago', async () => {
  const { folder, configFile } = await startCacheFolder()
  const [broken, old, fresh] = [newImage(10), newImage(10), newImage(10)]
  await writeFile(join(folder, 'cache/invalid', broken.id), broken.data)
  for (const { id, data } of [old, fresh]) await writeFile(join(folder, 'cache/incomplete', id), data)
  await utimes(join(folder, 'cache/incomplete', old.id), 1000, 1000)
  expect(await runCleaner(['--config-file', configFile])).toBe(0)
  expect([await cacheFiles(folder, 'invalid'), await cacheFiles(folder, 'incomplete')]).toEqual([
    [],
    [fresh.id],
  ])
  const log = await readFile(join(folder, 'tools.log'), 'utf8')
  expect(log).toContain(`Removed invalid cache file ${join(folder, 'cache/invalid', broken.id)}`)
  expect(log).toContain(`Removed stalled cache file ${join(folder, 'cache/incomplete', old.id)}`)
})

test('the cleaner removes what else lies among unfinished images for long, and no folder', async () => {
  const { folder, configFile } = await startCacheFolder()
  const incomplete = join(folder, 'cache/incomplete')
  const { id } = newImage(10)
  for (const name of ['old', '.old', 'fresh']) await writeFile(join(incomplete, name), '')
  await symlink('nowhere', join(incomplete, id))
  await mkdir(join(incomplete, 'folder'))
  for (const name of ['old', '.old', id, 'folder']) await lutimes(join(incomplete, name), 1000, 1000)
  expect(await runCleaner(['--config-file', configFile])).toBe(0)
  expect(await readdir(incomplete)).toEqual(['folder', 'fresh'])
})

test('the prefetcher brings queued images in, and fails when one cannot be had', async () => {
  const { folder, configFile, upload } = await startService('caching')
  const [kept, lost] = [await upload(), await upload()]
  for (const { id } of [kept, lost]) await writeFile(join(folder, 'cache/queue', id), '')
  await rm(join(folder, 'images', lost.id))
  expect(await runPrefetcher(['--config-file', configFile])).toBe(1)
  expect([await cacheFiles(folder), await cacheFiles(folder, 'queue')]).toEqual([[kept.id], [lost.id]])

  await rm(join(folder, 'cache/queue', lost.id))
  expect(await runPrefetcher(['--config-file', configFile])).toBe(0)
})

test('a later file changes what the first one says', async () => {
  const { folder, configFile } = await startCacheFolder()
  const image = newImage(2000)
  await writeFile(join(folder, 'cache', image.id), image.data)
  const second = join(folder, 'glance-cache.conf')
  await writeFile(second, '[DEFAULT]\nimage_cache_max_size = 1999\n')
  expect(await runPruner(['--config-file', configFile, '--config-file', second])).toBe(0)
  expect(await cacheFiles(folder)).toEqual([])
})

test('a fault in the configuration is told, with exit code 1', async () => {
  const { folder } = await startCacheFolder()
  const file = join(folder, 'faulty.conf')
  await writeFile(file, '[DEFAULT]\nimage_cache_max_size = much\n')
  let said = ''
  const code = await runTool({
    program: 'glance-cache-pruner',
    argv: ['--config-file', file],
    stderr: text => {
      said += text
    },
    work: async () => true,
  })
  expect([code, said]).toEqual([1, expect.stringContaining('image_cache_max_size')])
})

test('a default store that there is not is told in a line, without a stack', async () => {
  const { configFile } = await startCacheFolder()
  let said = ''
  const code = await runTool({
    program: 'glance-cache-prefetcher',
    argv: ['--config-file', configFile],
    stderr: text => {
      said += text
    },
    work: async () => {
      throw new StoresConfigError('Store for identifier fats not found')
    },
  })
  expect([code, said]).toEqual([1, 'ERROR: Store for identifier fats not found\n'])
})

test.each(['cleaner', 'prefetcher', 'pruner'])(
  'where the folder cannot be used glance-cache-%s says so in a line, and ends with 1',
  async tool => {
    const { folder, configFile } = await startCacheFolder()
    const [second, file] = [join(folder, 'glance-cache.conf'), join(folder, 'no-folder')]
    await writeFile(file, '')
    await writeFile(second, `[DEFAULT]\nimage_cache_dir = ${file}\n`)
    const program = start(process.execPath, [
      join(import.meta.dirname, `../../../src/bin/glance-cache-${tool}.ts`),
      ...['--config-file', configFile, '--config-file', second],
    ])
    await once(program.child, 'close')
    expect([await program.stop(), program.output().trim()]).toEqual([
      1,
      expect.stringMatching(/^ERROR: image_cache_dir = \S+no-folder cannot be used: .*$/),
    ])
  },
)
