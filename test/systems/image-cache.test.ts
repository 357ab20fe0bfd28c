import { execFileSync } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { cacheFolder } from '../../src/cache/folder.ts'
import { xattrIndex } from '../../src/cache/index-xattr.ts'
import { openCache } from '../../src/cache/open.ts'
import { loadConfig } from '../../src/config/load.ts'
import { runToEnd, start } from '../support/program.ts'

const reader = join(import.meta.dirname, 'image-cache/reader.ts')

/** A folder for the cache, and a store with images of these sizes. */
async function prepare(sizes: readonly number[]) {
  const root = await mkdtemp(join(tmpdir(), 'cache-systems-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const [folder, store] = [join(root, 'cache'), join(root, 'store')]
  await mkdir(folder)
  await mkdir(store)
  const checksums = new Map<string, string>()
  for (const size of sizes) {
    const [id, data] = [randomUUID(), randomBytes(size)]
    const checksum = createHash('md5').update(data).digest('hex')
    checksums.set(id, checksum)
    await writeFile(join(store, `${id}~${checksum}`), data)
  }
  return { folder, store, checksums }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter(name => /^[\da-f-]{36}$/.test(name)).toSorted()
}

/** That what the folder shows is whole. */
async function expectWhole(folder: string, checksums: ReadonlyMap<string, string>): Promise<void> {
  for (const id of await namesIn(folder)) {
    const sum = createHash('md5')
      .update(await readFile(join(folder, id)))
      .digest('hex')
    expect([id, sum]).toEqual([id, checksums.get(id)])
  }
}

async function openIn(folder: string) {
  const file = `${folder}.conf`
  await writeFile(file, `[DEFAULT]\nimage_cache_dir = ${folder}\nimage_cache_driver = sqlite\n`)
  const noDatabase = () => Promise.reject(new Error('there is no database'))
  return openCache(await loadConfig({ files: [file], env: {} }), pino({ level: 'silent' }), noDatabase)
}

test('killed 200 times under load, it never shows part of an image, and leaves nothing behind', async () => {
  const { folder, store, checksums } = await prepare([
    100_000, 1_000_000, 3_000_000, 5_000_000, 8_000_000, 9_000_000,
  ])
  let kills = 0
  async function killOn(): Promise<void> {
    while (kills++ < 200) {
      const program = start(process.execPath, [reader, folder, store])
      while (!program.output().includes('reading') && !program.ended()) await sleep(5)
      await sleep(Math.random() * 150)
      expect(program.ended()).toBeUndefined()
      await program.stop('SIGKILL')
      await expectWhole(folder, checksums)
    }
  }
  await Promise.all([killOn(), killOn()])

  const cache = await openIn(folder)
  await cache.close()
  const again = await openIn(folder)
  expect((await again.list()).map(({ image_id }) => image_id)).toEqual(await namesIn(folder))
  await again.clean()
  await again.close()
  expect([await readdir(join(folder, 'incomplete')), await readdir(join(folder, 'invalid'))]).toEqual([
    [],
    [],
  ])
}, 900_000)

test('processes that fill the same images at once all get them, and the bound is kept', async () => {
  const { folder, store, checksums } = await prepare([4_000_000, 6_000_000, 7_000_000, 8_000_000])
  await Promise.all(
    Array.from({ length: 3 }, () => runToEnd(process.execPath, [reader, folder, store, '60'])),
  )
  await expectWhole(folder, checksums)
  const sizes = await Promise.all(
    (await namesIn(folder)).map(async id => (await stat(join(folder, id))).size),
  )
  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000_000)
}, 120_000)

/** Another file system for the cache. */
function mount(folder: string, ...args: readonly string[]): void {
  execFileSync('mount', [...args, folder])
  onTestFinished(() => void execFileSync('umount', [folder]))
}

test('on a full disk clients get their images, and nothing half stays', async () => {
  const { folder, store, checksums } = await prepare([3_000_000, 9_000_000])
  mount(folder, '-t', 'tmpfs', '-o', 'size=6m', 'tmpfs')
  await runToEnd(process.execPath, [reader, folder, store, '40'])
  await expectWhole(folder, checksums)
  expect(await readdir(join(folder, 'incomplete'))).toEqual([])
})

test('on a read-only disk what is cached is served, and the rest comes from the store', async () => {
  const { folder, store, checksums } = await prepare([1_000_000, 2_000_000])
  mount(folder, '-t', 'tmpfs', 'tmpfs')
  await runToEnd(process.execPath, [reader, folder, store, '40'])
  const [first = ''] = await namesIn(folder)
  execFileSync('mount', ['-o', 'remount,rw', folder])
  await rm(join(folder, first))
  execFileSync('mount', ['-o', 'remount,ro', folder])
  await runToEnd(process.execPath, [reader, folder, store, '40'])
  expect(await namesIn(folder)).not.toContain(first)
  await expectWhole(folder, checksums)
})

test('a cache folder that is taken away under load is made again', async () => {
  const { folder, store, checksums } = await prepare([1_000_000, 2_000_000, 3_000_000])
  const program = start(process.execPath, [reader, folder, store])
  for (let time = 0; time < 20; time++) {
    await sleep(100)
    await rm(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  while (!program.ended() && (await readdir(folder).catch(() => [])).length < 4) await sleep(20)
  expect(program.ended()).toBeUndefined()
  await program.stop()
  await expectWhole(folder, checksums)
}, 60_000)

test('a file system without extended attributes is refused by the xattr driver', async () => {
  const { folder } = await prepare([])
  mount(folder, '-t', 'ramfs', 'ramfs')
  const cached = cacheFolder(folder)
  await cached.prepare()
  await expect(xattrIndex(cached)).rejects.toThrow('keeps no extended attributes')
})
