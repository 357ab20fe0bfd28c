import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { addLocation, createImage, listLocations, showImage } from '../../../src/images/index.ts'
import { caller } from '../policy/caller.ts'
import { bytesOf, openService, owner, rawImage, signal } from './service.ts'

const otherService = caller({ roles: ['service'], projectId: 'p1', isAdmin: true })
const sha256 = createHash('sha256').update('some data').digest('hex')

async function openQueued(conf = '', draft = {}) {
  const service = await openService({ conf })
  const { id } = await createImage(service, owner, rawImage(draft))
  const receipt = await service.stores
    .find('memory')
    ?.add('elsewhere', bytesOf('some data'), { signal, hashingAlgorithm: 'sha256' })
  const url = receipt?.location ?? ''
  const add = async (validationData?: { os_hash_algo: string; os_hash_value: string }) => {
    await addLocation(service, otherService, id, { url, validationData })
    await service.jobs.settled()
    return showImage(service, owner, id)
  }
  return { service, id, url, add }
}

describe('data that lies elsewhere', () => {
  test('becomes the image at once, and is hashed afterwards', async () => {
    const { service, id, url, add } = await openQueued()
    expect(await add()).toMatchObject({
      status: 'active',
      size: 9,
      locations: [{ url }],
      os_hash_algo: 'sha512',
      os_hash_value: createHash('sha512').update('some data').digest('hex'),
      checksum: createHash('md5').update('some data').digest('hex'),
    })
    expect(await listLocations(service, otherService, id)).toEqual([{ url, metadata: {} }])
  })

  test('is compared with the hash that came with it', async () => {
    const { add } = await openQueued()
    expect(await add({ os_hash_algo: 'sha256', os_hash_value: sha256 })).toMatchObject({
      status: 'active',
      os_hash_algo: 'sha256',
      os_hash_value: sha256,
    })
  })

  test('is not taken when it has another hash', async () => {
    const { add } = await openQueued()
    const image = await add({ os_hash_algo: 'sha256', os_hash_value: '0'.repeat(64) })
    expect(image).toMatchObject({ status: 'queued', size: null, os_hash_value: null, locations: [] })
    expect([...image.properties]).toEqual([])
  })

  test('is believed to have the hash that came with it where nobody asks for more', async () => {
    const { add } = await openQueued('do_secure_hash = False')
    expect(await add({ os_hash_algo: 'sha256', os_hash_value: '0'.repeat(64) })).toMatchObject({
      status: 'active',
      os_hash_value: '0'.repeat(64),
      checksum: null,
    })
  })

  test('is not taken for an image whose formats are unknown', async () => {
    const { add } = await openQueued('', { disk_format: null })
    expect(await add()).toMatchObject({ status: 'queued', locations: [] })
  })
})

describe('a location is refused', () => {
  test('with a hash that cannot be one', async () => {
    const { add } = await openQueued()
    await expect(add({ os_hash_algo: 'sha256', os_hash_value: 'zz' })).rejects.toMatchObject({
      kind: 'Invalid',
    })
    await expect(add({ os_hash_algo: 'sha256', os_hash_value: 'ab' })).rejects.toMatchObject({
      kind: 'Invalid',
      message: 'os_hash_value: (ab) is not the correct size for sha256 (should be (32) bytes)',
    })
  })

  test('for an image that has data', async () => {
    const { add } = await openQueued()
    await add()
    await expect(add()).rejects.toMatchObject({
      kind: 'Conflict',
      message: "It's not allowed to add locations if image status is active.",
    })
  })

  test('from users, unless it is on the web', async () => {
    const { service, id, url } = await openQueued()
    await expect(addLocation(service, owner, id, { url })).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'http store must be enabled to use location API by normal user.',
    })
    await expect(listLocations(service, owner, id)).rejects.toMatchObject({ kind: 'Forbidden' })
  })

  test('in the files of the service, from anybody', async () => {
    const { service, id } = await openQueued()
    await expect(addLocation(service, otherService, id, { url: 'file:///etc/passwd' })).rejects.toMatchObject(
      {
        kind: 'Invalid',
        message: 'Invalid location',
      },
    )
  })
})
