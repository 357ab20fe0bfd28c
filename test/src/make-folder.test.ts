import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../../src/make-folder.ts'

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'make-folder-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('a folder is made with all that it stands in, also by several at once', async () => {
  const root = await scratch()
  const folder = join(root, 'a/b/c')
  await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(join(root, 'a/b'))])
  expect((await stat(folder)).isDirectory()).toBe(true)
})

test('one that is there stays as it is, also behind a link', async () => {
  const root = await scratch()
  await writeFile(join(root, 'kept'), '')
  await makeFolder(root)
  await symlink(root, join(root, 'link'))
  await makeFolder(join(root, 'link'))
  expect(await readdir(root)).toEqual(['kept', 'link'])
})

test('a folder below /proc is refused, instead of being tried without end', async () => {
  await expect(makeFolder('/proc/images/one')).rejects.toThrow(
    "ENOENT: no such file or directory, mkdir '/proc/images'",
  )
})

test.each(['file', 'file/below', 'link', 'link/below'])(
  '%s, where a file or a link to nowhere is, is refused',
  async name => {
    const root = await scratch()
    await writeFile(join(root, 'file'), '')
    await symlink('nowhere', join(root, 'link'))
    await expect(makeFolder(join(root, name))).rejects.toThrow(/^(EEXIST|ENOTDIR|ENOENT): .* '\//)
  },
)
