import { execFileSync } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { cacheFolder } from '../../src/cache/folder.ts'
import { xattrIndex } from '../../src/cache/index/xattr.ts'
import { openCache } from '../../src/cache/open.ts'
import { loadConfig } from '../../src/config/load.ts'
import { unlessMissing } from '../../src/unless-missing.ts'
import { corruptions } from '../src/cache/index/corruptions.ts'
import { runToEnd, start } from '../support/program.ts'
import { randomNumbers, tellSeed } from '../support/random-numbers.ts'

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
    // Undefined where a reader has made room for another image meanwhile.
    const data = await unlessMissing(readFile(join(folder, id)))
    const sum = data && createHash('md5').update(data).digest('hex')
    if (sum) expect([id, sum]).toEqual([id, checksums.get(id)])
  }
}

/** That index and files agree when the cache is opened again, and that the cleaner leaves nothing but whole images. */
async function expectInOrder(folder: string, checksums: ReadonlyMap<string, string>): Promise<void> {
  const cache = await openIn(folder)
  await cache.close()
  const again = await openIn(folder)
  const records = (await again.list()).map(({ image_id, size }) => [image_id, size])
  const sizes = (await namesIn(folder)).map(async id => [id, (await stat(join(folder, id))).size])
  expect(records).toEqual(await Promise.all(sizes))
  await again.clean()
  await again.close()
  const left = ['incomplete', 'invalid', 'queue'].map(place => readdir(join(folder, place)))
  expect(await Promise.all(left)).toEqual([[], [], []])
  await expectWhole(folder, checksums)
}

async function openIn(folder: string, driver = 'sqlite', log = pino({ level: 'silent' })) {
  const file = `${folder}.conf`
  await writeFile(file, `[DEFAULT]\nimage_cache_dir = ${folder}\nimage_cache_driver = ${driver}\n`)
  const noDatabase = () => Promise.reject(new Error('there is no database'))
  return openCache(await loadConfig({ files: [file], env: {} }), log, noDatabase)
}

test('killed 200 times under load, it never shows part of an image, and leaves nothing behind', async () => {
  const { folder, store, checksums } = await prepare([
    100_000, 1_000_000, 3_000_000, 5_000_000, 8_000_000, 9_000_000,
  ])
  tellSeed()
  const random = randomNumbers()
  let kills = 0
  async function killOn(): Promise<void> {
    while (kills++ < 200) {
      const program = start(process.execPath, [reader, folder, store, 'Infinity', `${kills}`])
      while (!program.output().includes('reading') && !program.ended()) await sleep(5)
      await sleep(random() * 150)
      expect(program.ended()).toBeUndefined()
      await program.stop('SIGKILL')
      await expectWhole(folder, checksums)
    }
  }
  await Promise.all([killOn(), killOn()])

  await expectInOrder(folder, checksums)
}, 1_800_000)

test('processes that fill the same images at once all get them, and the bound is kept', async () => {
  const { folder, store, checksums } = await prepare([4_000_000, 6_000_000, 7_000_000, 8_000_000])
  await Promise.all(
    ['1', '2', '3'].map(row => runToEnd(process.execPath, [reader, folder, store, '60', row])),
  )
  await expectInOrder(folder, checksums)
  const sizes = await Promise.all(
    (await namesIn(folder)).map(async id => (await stat(join(folder, id))).size),
  )
  expect(sizes.length).toBeGreaterThan(0)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000_000)
})

/** Another file system for the cache. */
function mount(folder: string, ...args: readonly string[]): void {
  execFileSync('mount', [...args, folder])
  onTestFinished(() => void execFileSync('umount', [folder]))
}

test('on a full disk clients get their images, and nothing half stays', async () => {
  const { folder, store, checksums } = await prepare([3_000_000, 9_000_000])
  mount(folder, '-t', 'tmpfs', '-o', 'size=6m', 'tmpfs')
  await runToEnd(process.execPath, [reader, folder, store, '40'])
  expect(await readdir(join(folder, 'incomplete'))).toEqual([])
  await expectInOrder(folder, checksums)
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
  execFileSync('mount', ['-o', 'remount,rw', folder])
  await expectInOrder(folder, checksums)
})

test('a cache folder that is taken away under load is made again', async () => {
  const { folder, store, checksums } = await prepare([1_000_000, 2_000_000, 3_000_000])
  const program = start(process.execPath, [reader, folder, store])
  await expect.poll(program.output).toContain('reading')
  for (let time = 0; time < 20; time++) {
    await sleep(100)
    await rm(folder, { recursive: true, force: true, maxRetries: 20 })
  }
  while (!program.ended() && (await readdir(folder).catch(() => [])).length < 4) await sleep(20)
  expect(program.ended()).toBeUndefined()
  await program.stop()
  await expectInOrder(folder, checksums)
})

test('an index that is spoilt again and again under load harms no download', async () => {
  const { folder, store, checksums } = await prepare([1_000_000, 2_000_000, 3_000_000])
  const [[id = ''] = []] = checksums
  const readers = ['1', '2'].map(row => start(process.execPath, [reader, folder, store, 'Infinity', row]))
  const areReading = () => expect(readers.map(program => program.ended())).toEqual([undefined, undefined])
  while ((await namesIn(folder)).length < 3) {
    areReading()
    await sleep(10)
  }
  for (const spoil of [...Object.values(corruptions), ...Object.values(corruptions)]) {
    await spoil(join(folder, 'cache.db'), { id, size: 1_000_000 }).catch(ignoreRaces)
    await sleep(150)
  }
  areReading()
  for (const program of readers) await program.stop()
  await expectInOrder(folder, checksums)
})

/** The readers mend the file meanwhile. */
function ignoreRaces(error: NodeJS.ErrnoException): void {
  if (!['ENOENT', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error
}

test('a file system without extended attributes is refused by the xattr driver, and sqlite takes its place', async () => {
  const { folder } = await prepare([])
  mount(folder, '-t', 'ramfs', 'ramfs')
  const cached = cacheFolder(folder)
  await cached.prepare()
  await expect(xattrIndex(cached)).rejects.toThrow('keeps no extended attributes')

  const warnings: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) })
  const cache = await openIn(folder, 'xattr', log)
  expect(await cache.list()).toEqual([])
  await cache.close()
  expect(warnings.join()).toMatch(
    /image_cache_driver = sqlite is used: .* keeps no extended attributes: mount it with user_xattr/,
  )
  expect(await readdir(folder)).toContain('cache.db')
})
