import { describe, expect, test } from 'vitest'
import {
  createImage,
  deactivateImage,
  downloadImage,
  reactivateImage,
  showImage,
  uploadImage,
} from '../../../src/images/index.ts'
import {
  admin,
  bytesOf,
  member,
  openService,
  owner,
  rawImage,
  signal,
  stranger,
  type TestService,
  textOf,
} from './service.ts'

const whole = { range: () => undefined, signal }

async function openWithData(conf?: string): Promise<{ service: TestService; id: string }> {
  const service = await openService({ conf })
  const { id } = await createImage(service, owner, rawImage({ visibility: 'community' }))
  await uploadImage(service, owner, id, bytesOf('0123456789'), { signal })
  return { service, id }
}

describe('a download', () => {
  test('gives the whole image, or the part that is asked for', async () => {
    const { service, id } = await openWithData()
    const all = await downloadImage(service, stranger, id, whole)
    expect([all.size, all.range, await textOf(all.bytes)]).toEqual([10, undefined, '0123456789'])
    const sizes: number[] = []
    const range = (size: number) => {
      sizes.push(size)
      return { start: 3, end: 5 }
    }
    const part = await downloadImage(service, stranger, id, { range, signal })
    expect([sizes, part.range, await textOf(part.bytes)]).toEqual([[10], { start: 3, end: 5 }, '34'])
    const rest = await downloadImage(service, stranger, id, { range: () => ({ start: 8 }), signal })
    expect([rest.range, await textOf(rest.bytes)]).toEqual([{ start: 8, end: 10 }, '89'])
  })

  test('of an image without data, or whose data is lost, is empty', async () => {
    const { service, id } = await openWithData()
    const queued = await createImage(service, owner, rawImage())
    expect((await downloadImage(service, owner, queued.id, whole)).bytes).toBeUndefined()
    await service.stores.default.delete(`file://${service.folder}/images/${id}`, { signal })
    expect((await downloadImage(service, owner, id, whole)).bytes).toBeUndefined()
  })

  test('goes through the cache where there is one', async () => {
    const { service, id } = await openWithData()
    const asked: unknown[] = []
    const { bytes } = await downloadImage(service, owner, id, {
      ...whole,
      read: (image, range, fromStore, call) => {
        asked.push([image.id, image.size, range])
        return fromStore({ start: 9 }, call)
      },
    })
    expect([asked, await textOf(bytes)]).toEqual([[[id, 10, { start: 0 }]], '9'])
  })

  test('needs the member role', async () => {
    const { service, id } = await openWithData()
    await expect(
      downloadImage(service, member('p2', { roles: ['reader'] }), id, whole),
    ).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete download_image action.',
    })
  })

  test('knows no stores by name where there is only one', async () => {
    const { service, id } = await openWithData()
    await expect(downloadImage(service, owner, id, { ...whole, prefer: ['file'] })).rejects.toMatchObject({
      kind: 'Invalid',
    })
  })
})

describe('deactivation', () => {
  test('keeps data from everybody but administrators, until it is undone', async () => {
    const { service, id } = await openWithData()
    await deactivateImage(service, owner, id)
    await deactivateImage(service, owner, id)
    expect(await showImage(service, stranger, id)).toMatchObject({ status: 'deactivated' })
    await expect(downloadImage(service, owner, id, whole)).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'The requested image has been deactivated. Image data download is forbidden.',
    })
    expect(await textOf((await downloadImage(service, admin, id, whole)).bytes)).toBe('0123456789')
    await reactivateImage(service, owner, id)
    await reactivateImage(service, owner, id)
    expect(await textOf((await downloadImage(service, owner, id, whole)).bytes)).toBe('0123456789')
  })

  test('is for images with data, and for their owner', async () => {
    const { service, id } = await openWithData()
    const queued = await createImage(service, owner, rawImage())
    await expect(deactivateImage(service, owner, queued.id)).rejects.toMatchObject({
      kind: 'Forbidden',
      message: "Not allowed to deactivate image in status 'queued'",
    })
    await expect(reactivateImage(service, stranger, id)).rejects.toMatchObject({ kind: 'Forbidden' })
  })
})
