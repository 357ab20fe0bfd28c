import { mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getAttribute, setAttribute } from 'fs-xattr'
import { expect, onTestFinished, test } from 'vitest'
import { cacheFolder } from '../../../../src/cache/folder.ts'
import { xattrIndex } from '../../../../src/cache/index/xattr.ts'
import { cacheIndexContract } from '../../../contracts/cache-index.ts'

const id = '6f1ed002-ab5b-4cf1-a3a5-6fd0a5b8f7a4'

cacheIndexContract('xattr', async () => {
  const folder = cacheFolder(await mkdtemp(join(tmpdir(), 'cache-index-')))
  await folder.prepare()
  const index = await xattrIndex(folder)
  return {
    index,
    async place({ image_id, size, last_accessed, last_modified }) {
      const path = folder.path('complete', image_id)
      await writeFile(path, '')
      await truncate(path, size)
      await utimes(path, last_accessed, last_modified)
    },
    async displace(image) {
      await folder.remove('complete', image)
    },
    another: () => xattrIndex(folder),
    dispose: () => rm(folder.base, { recursive: true }),
  }
})

async function openFolder() {
  const folder = cacheFolder(await mkdtemp(join(tmpdir(), 'cache-index-')))
  onTestFinished(() => rm(folder.base, { recursive: true }))
  await folder.prepare()
  return folder
}

test('takes over files that Glance marked', async () => {
  const folder = await openFolder()
  await writeFile(folder.path('complete', id), '123')
  await setAttribute(folder.path('complete', id), 'user.hits', '17')
  const index = await xattrIndex(folder)
  expect(await index.list()).toMatchObject([{ image_id: id, size: 3, hits: 17 }])
})

test('writes the attribute that Glance reads', async () => {
  const folder = await openFolder()
  await writeFile(folder.path('complete', id), '123')
  const index = await xattrIndex(folder)
  await index.add([{ image_id: id, last_accessed: 2, last_modified: 1, size: 3, hits: 0, checksum: null }])
  await index.countHits([{ id, count: 4, at: 3 }])
  expect((await getAttribute(folder.path('complete', id), 'user.hits')).toString()).toBe('4')
})

test('a file without the attribute has no hits', async () => {
  const folder = await openFolder()
  await writeFile(folder.path('complete', id), '123')
  const index = await xattrIndex(folder)
  expect(await index.list()).toMatchObject([{ hits: 0 }])
})
