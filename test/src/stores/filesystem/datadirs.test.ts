import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bestDatadir, prepareDatadir } from '../../../../src/stores/filesystem/datadirs.ts'
import { silent } from './under-test.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glasspaste-datadirs-'))
})

afterEach(() => rm(folder, { recursive: true }))

test('a folder that is missing is created, with all above it', async () => {
  await prepareDatadir(join(folder, 'a', 'b'), 0, silent)
  expect((await stat(join(folder, 'a', 'b'))).isDirectory()).toBe(true)
})

test('a folder that cannot be created is a bad setting', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(prepareDatadir(join(folder, 'file', 'b'), 0, silent)).rejects.toMatchObject({
    fault: 'BadSettings',
    message: `Store filesystem could not be configured correctly. Reason: Unable to create datadir: ${folder}/file/b`,
  })
})

test.each([
  [0o640, 0o700, 0o710],
  [0o604, 0o700, 0o701],
  [0o644, 0o700, 0o711],
  [0o600, 0o700, 0o700],
])('files of mode %o make a folder of %o one of %o', async (permission, before, after) => {
  await chmod(folder, before)
  await prepareDatadir(folder, permission, silent)
  expect((await stat(folder)).mode & 0o777).toBe(after)
})

test('the highest priority that has room is taken', async () => {
  const [low, high, missing] = [join(folder, 'low'), join(folder, 'high'), join(folder, 'missing')]
  await mkdir(low)
  await mkdir(high)
  const datadirs = [
    { path: missing, priority: 3 },
    { path: high, priority: 2 },
    { path: low, priority: 1 },
  ]
  expect(await bestDatadir(datadirs, 1)).toBe(high)
  expect(await bestDatadir(datadirs, 0)).toBe(high)
})

test('an image that has room nowhere is refused before it is sent', async () => {
  const datadirs = [
    { path: folder, priority: 2 },
    { path: tmpdir(), priority: 1 },
  ]
  await expect(bestDatadir(datadirs, 2 ** 60)).rejects.toMatchObject({
    fault: 'Full',
    message: `There is no enough disk space left on the image storage media. requested=${2 ** 60}`,
  })
})

test('a single folder is taken without asking for its room', async () => {
  expect(await bestDatadir([{ path: '/missing', priority: 0 }], 2 ** 60)).toBe('/missing')
})
