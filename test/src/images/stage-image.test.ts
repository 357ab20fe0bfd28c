import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createImage,
  deleteImage,
  downloadImage,
  showImage,
  stageImage,
  uploadImage,
} from '../../../src/images/index.ts'
import { visibleDetails } from '../../../src/images/visible-details.ts'
import { bytesOf, openService, owner, rawImage, signal, type TestService } from './service.ts'

const staged = ({ folder }: TestService) => readdir(path.join(folder, 'staging')).catch(() => [])

describe('staging', () => {
  test('keeps the data under the image id and tells, to the service alone, where', async () => {
    const service = await openService({ conf: 'worker_self_reference_url = http://worker1:9292' })
    const { id } = await createImage(service, owner, rawImage({ disk_format: null }))
    await stageImage(service, owner, id, bytesOf('abc', 'def'), { signal })
    const image = await showImage(service, owner, id)
    expect(image).toMatchObject({ status: 'uploading', size: 6 })
    expect(image.properties.get('os_glance_stage_host')).toBe('http://worker1:9292')
    expect([...visibleDetails(service, owner, image).properties]).toEqual([])
    expect(await readFile(path.join(service.folder, 'staging', id), 'utf8')).toBe('abcdef')
  })

  test.each([
    ['', undefined],
    ['https://cloud.example', 'https://cloud.example'],
  ])(
    'tells nothing, or the public endpoint %j, where worker_self_reference_url is empty',
    async (publicEndpoint, told) => {
      const service = await openService({ conf: 'worker_self_reference_url =' })
      const { id } = await createImage(service, owner, rawImage())
      await stageImage(service, owner, id, bytesOf('abc'), { signal, publicEndpoint })
      const { properties } = await showImage(service, owner, id)
      expect(properties.get('os_glance_stage_host')).toBe(told)
    },
  )

  test('is for queued images, and keeps others from uploading', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    await stageImage(service, owner, id, bytesOf('abc'), { signal })
    await expect(stageImage(service, owner, id, bytesOf('abc'), { signal })).rejects.toMatchObject({
      kind: 'Conflict',
      message: 'Image status transition from uploading to uploading is not allowed',
    })
    await expect(uploadImage(service, owner, id, bytesOf('abc'), { signal })).rejects.toMatchObject({
      kind: 'Conflict',
    })
  })

  test.each([
    ['too large', bytesOf('123456'), {}, 'TooLarge'],
    ['shorter than announced', bytesOf('123'), { size: 4 }, 'Invalid'],
    ['longer than announced', bytesOf('123'), { size: 2 }, 'Invalid'],
  ])('data that is %s leaves a queued image and nothing staged', async (_how, data, options, kind) => {
    const service = await openService({ conf: 'image_size_cap = 5' })
    const { id } = await createImage(service, owner, rawImage())
    await expect(stageImage(service, owner, id, data, { signal, ...options })).rejects.toMatchObject({ kind })
    expect(await showImage(service, owner, id)).toMatchObject({ status: 'queued', size: null })
    expect(await staged(service)).toEqual([])
  })

  test('lets nobody download, but judges what part is asked for by the size of the data', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    await stageImage(service, owner, id, bytesOf('abc'), { signal })
    const sizes: number[] = []
    const range = (size: number) => void sizes.push(size)
    expect((await downloadImage(service, owner, id, { range, signal })).bytes).toBeUndefined()
    expect(sizes).toEqual([3])
  })

  test('ends with nothing when the image is deleted meanwhile', async () => {
    const service = await openService()
    const { id } = await createImage(service, owner, rawImage())
    async function* data() {
      yield Buffer.from('abc')
      await deleteImage(service, owner, id)
    }
    await expect(stageImage(service, owner, id, data(), { signal })).rejects.toMatchObject({
      kind: 'NotFound',
    })
    expect(await staged(service)).toEqual([])
  })
})
