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
    await deleteImage(service, owner, id)
    await stageAgain()

    async function stageAgain() {
      const other = await createImage(service, owner, rawImage())
      await stageImage(service, owner, other.id, bytesOf('abc'), { signal })
    }
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
