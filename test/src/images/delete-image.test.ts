import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createImage, deleteImage, showImage, stageImage, uploadImage } from '../../../src/images/index.ts'
import { bytesOf, openService, owner, rawImage, signal, stranger } from './service.ts'

describe('deleting an image', () => {
  test('removes the record and the data', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    await uploadImage(service, owner, id, bytesOf('abc'), { signal })
    expect(await service.stored()).toEqual([id])
    await deleteImage(service, owner, id)
    expect(await service.stored()).toEqual([])
    await expect(showImage(service, owner, id)).rejects.toMatchObject({ kind: 'NotFound' })
    await expect(deleteImage(service, owner, id)).rejects.toMatchObject({
      kind: 'NotFound',
      message: `Failed to find image ${id} to delete`,
    })
  })

  test('succeeds where the data is gone already', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    await uploadImage(service, owner, id, bytesOf('abc'), { signal })
    await service.stores.default.delete(`file://${service.folder}/images/${id}`, { signal })
    await deleteImage(service, owner, id)
  })

  test('removes staged data', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    await stageImage(service, owner, id, bytesOf('abc'), { signal })
    const staged = () => readdir(path.join(service.folder, 'staging'))
    expect(await staged()).toEqual([id])
    await deleteImage(service, owner, id)
    expect(await staged()).toEqual([])
  })

  test.each([
    ['at once', '', [], 'deleted'],
    ['by the scrubber where deletion is delayed', 'delayed_delete = True', ['the image'], 'pending_delete'],
  ] as const)('takes data along that came while it went on: %s', async (_how, conf, left, status) => {
    const service = await openService({ conf })
    const { id } = await createImage(service, owner, rawImage())
    await service.db.images.setProperty(id, 'os_glance_stage_host', 'http://other')
    const uploadMeanwhile = async () => {
      await uploadImage(service, owner, id, bytesOf('abc'), { signal })
      return false
    }
    await deleteImage(service, owner, id, { forward: uploadMeanwhile })
    expect(await service.stored()).toEqual(left.map(() => id))
    expect(await service.db.images.inStatus(status)).toEqual([id])
  })

  test('keeps the data for the scrubber where deletion is delayed', async () => {
    const service = await openService({ conf: 'delayed_delete = True' })
    const { id } = await createImage(service, owner, rawImage())
    await uploadImage(service, owner, id, bytesOf('abc'), { signal })
    await deleteImage(service, owner, id)
    expect(await service.stored()).toEqual([id])
    expect(await service.db.images.inStatus('pending_delete')).toEqual([id])
    await expect(showImage(service, owner, id)).rejects.toMatchObject({ kind: 'NotFound' })
  })

  test('is refused for protected images, and to others', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage({ protected: true, visibility: 'community' }))
    await expect(deleteImage(service, owner, id)).rejects.toMatchObject({
      kind: 'Forbidden',
      message: `Image ${id} is protected and cannot be deleted.`,
    })
    await expect(deleteImage(service, stranger, id)).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete delete_image action.',
    })
  })
})
