import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createImage, deleteImage, recoverUploads, stageImage } from '../../../src/images/index.ts'
import { bytesOf, openService, owner, rawImage, signal } from './service.ts'

test('at the start staged data goes whose image is gone, and nothing else', async () => {
  const service = await openService()
  const folder = path.join(service.folder, 'staging')
  const staged = await createImage(service, owner, rawImage())
  await stageImage(service, owner, staged.id, bytesOf('abc'), { signal })
  const deleted = await createImage(service, owner, rawImage())
  await deleteImage(service, owner, deleted.id)
  const unknown = '99999999-9999-9999-9999-999999999999'
  const others = ['notes.txt', `x${unknown}`, `${unknown}x`]
  const stale = [deleted.id, `${deleted.id}.qcow2`, unknown, `${unknown}.part.tmp`]
  for (const name of [...stale, ...others, `${staged.id}.raw`]) {
    await writeFile(path.join(folder, name), 'left behind')
  }
  await mkdir(path.join(folder, unknown.replace('9', '8')))

  recoverUploads(service)
  await service.jobs.settled()
  expect((await readdir(folder)).sort()).toEqual(
    [staged.id, `${staged.id}.raw`, unknown.replace('9', '8'), ...others].sort(),
  )
})

test('without a staging area there is nothing to remove', async () => {
  const service = await openService()
  recoverUploads(service)
  await service.jobs.settled()
  expect(await readdir(service.folder)).not.toContain('staging')
})
