import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  createImage,
  downloadImage,
  type PatchOperation,
  patchImage,
  showImage,
  uploadImage,
} from '../../../src/images/index.ts'
import { admin, bytesOf, openService, owner, rawImage, signal, type TestService, textOf } from './service.ts'

const at = (op: PatchOperation['op'], position: string | undefined, value?: unknown): PatchOperation => ({
  op,
  path: position === undefined ? ['locations'] : ['locations', position],
  value,
  strict: false,
})

/** Puts data where the service did not put it. */
async function putElsewhere(service: TestService, id: string, text: string): Promise<string> {
  const store = service.stores.find('memory')
  const receipt = await store?.add(id, bytesOf(text), { signal, hashingAlgorithm: 'sha256' })
  return receipt?.location ?? ''
}

async function openQueued(conf = '') {
  const service = await openService({ conf: `show_multiple_locations = True\n${conf}` })
  const { id } = await createImage(service, owner, rawImage())
  const patch = (...operations: PatchOperation[]) => patchImage(service, owner, id, operations)
  const url = await putElsewhere(service, 'elsewhere', 'some data')
  return { service, id, patch, url }
}

describe('a location', () => {
  test('makes a queued image active, with the size of the data there', async () => {
    const { service, id, patch, url } = await openQueued()
    const image = await patch(at('add', '-', { url, metadata: { a: 1 } }))
    expect(image).toMatchObject({ status: 'active', size: 9, locations: [{ url, metadata: { a: 1 } }] })
    const { bytes } = await downloadImage(service, owner, id, { range: () => undefined, signal })
    expect(await textOf(bytes)).toBe('some data')
  })

  test('can bring checksums along', async () => {
    const { patch, url } = await openQueued()
    const os_hash_value = createHash('sha512').update('some data').digest('hex')
    const checksum = createHash('md5').update('some data').digest('hex')
    const validation_data = { os_hash_algo: 'sha512', os_hash_value, checksum }
    expect(await patch(at('add', '0', { url, metadata: {}, validation_data }))).toMatchObject(validation_data)
  })

  test.each([
    [
      'another algorithm',
      { os_hash_algo: 'md5', os_hash_value: '00' },
      'os_hash_algo must be sha512, not md5',
    ],
    [
      'no hexadecimal digits',
      { os_hash_algo: 'sha512', os_hash_value: 'xyz' },
      'os_hash_value (xyz) is not a valid hexadecimal value',
    ],
    [
      'too few digits',
      { os_hash_algo: 'sha512', os_hash_value: 'ab' },
      'os_hash_value (ab) is not the correct size for sha512 (should be 64 bytes)',
    ],
    [
      'a checksum that is none',
      { checksum: 'ab' },
      'checksum (ab) is not the correct size for md5 (should be 16 bytes)',
    ],
  ])('with %s is a conflict', async (_what, validation_data, message) => {
    const { patch, url } = await openQueued()
    await expect(patch(at('add', '-', { url, metadata: {}, validation_data }))).rejects.toMatchObject({
      kind: 'Conflict',
      message,
    })
  })

  test('with a checksum that contradicts the image is a conflict', async () => {
    const { service, id, patch, url } = await openQueued()
    await uploadImage(service, owner, id, bytesOf('some data'), { signal })
    const { checksum } = await showImage(service, owner, id)
    await patch(at('add', '-', { url, metadata: {}, validation_data: { checksum } }))
    const other = { url, metadata: { b: 1 }, validation_data: { checksum: '0'.repeat(32) } }
    await expect(patch(at('add', '-', other))).rejects.toMatchObject({
      kind: 'Conflict',
      message: 'checksum is already set with a different value',
    })
  })

  test.each([
    ['the files of the service', 'file:///etc/passwd', 'Invalid location'],
    ['an unknown scheme', 'gopher://x/y', 'Invalid location'],
    ['nothing that is there', 'memory:none', 'Invalid location'],
  ])('may not name %s', async (_what, url, message) => {
    const { patch } = await openQueued()
    await expect(patch(at('add', '-', { url, metadata: {} }))).rejects.toMatchObject({
      kind: 'Invalid',
      message,
    })
  })

  test('may not lie where only the service itself can look', async () => {
    const web = createServer((_req, res) => res.writeHead(200, { 'Content-Length': 9 }).end()).listen(0)
    onTestFinished(() => void web.close())
    await once(web, 'listening')
    const { port } = web.address() as AddressInfo
    const add = async (filter: string) => {
      const { patch } = await openQueued(
        `[glance_store]\nstores = file,http\n[import_filtering_opts]\n${filter}`,
      )
      return patch(at('add', '-', { url: `http://localhost:${port}/x`, metadata: {} }))
    }
    await expect(add('allowed_ports = []')).rejects.toMatchObject({
      kind: 'Invalid',
      message: 'Invalid location',
    })
    expect(await add('allowed_ports = []\nallowed_hosts = [localhost]')).toMatchObject({ size: 9 })
  })

  test('is added where there is room for it, however many come at once', async () => {
    const service = await openService({ conf: 'show_multiple_locations = True\nuser_storage_quota = 20' })
    const url = await putElsewhere(service, 'elsewhere', 'some data')
    const ids = await Promise.all([1, 2, 3, 4].map(() => createImage(service, owner, rawImage())))
    const patches = ids.map(({ id }) =>
      patchImage(service, owner, id, [at('add', '-', { url, metadata: {} })]),
    )
    const outcomes = await Promise.allSettled(patches)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'TooLarge' },
    })
  })

  test('is added once, at a place that can be read, within the quotas', async () => {
    const { service, patch, url } = await openQueued('image_location_quota = 2\nuser_storage_quota = 25')
    await patch(at('add', '-', { url, metadata: {} }))
    await expect(patch(at('add', '-', { url, metadata: {} }))).rejects.toMatchObject({
      kind: 'Invalid',
      message: `The location ${url} already exists`,
    })
    await expect(patch(at('add', 'first', { url, metadata: {} }))).rejects.toThrow(
      'Invalid position for adding a location.',
    )
    const large = await putElsewhere(service, 'large', 'x'.repeat(17))
    await expect(patch(at('add', '-', { url: large, metadata: {} }))).rejects.toMatchObject({
      kind: 'TooLarge',
    })
    await patch(at('add', '77', { url, metadata: { copy: 2 } }))
    await expect(patch(at('add', '-', { url, metadata: { copy: 3 } }))).rejects.toMatchObject({
      kind: 'TooLarge',
      message:
        'The limit has been exceeded on the number of allowed image locations. Attempted: 3, Maximum: 2',
    })
  })

  test('is replaced where there is none, or given other metadata', async () => {
    const { patch, url } = await openQueued()
    await expect(patch(at('replace', undefined, []))).rejects.toThrow('Cannot set locations to empty list.')
    await patch(at('replace', undefined, [{ url, metadata: {} }]))
    expect(await patch(at('replace', undefined, [{ url, metadata: { b: 2 } }]))).toMatchObject({
      status: 'active',
      locations: [{ url, metadata: { b: 2 } }],
    })
    await expect(patch(at('replace', undefined, [{ url: 'memory:x', metadata: {} }]))).rejects.toMatchObject({
      kind: 'Invalid',
    })
  })

  test('takes the place that a replacement of all gives it', async () => {
    const { service, id, patch, url } = await openQueued()
    const other = await putElsewhere(service, 'other', 'some data')
    const replace = (...urls: readonly string[]) => {
      const wanted = urls.map(url => ({ url, metadata: {} }))
      return patch(at('replace', undefined, wanted))
    }
    await replace(url, other)
    await replace(other, url)
    const { locations } = await showImage(service, owner, id)
    expect(locations.map(({ url }) => url)).toEqual([other, url])
  })

  test('leaves the formats of an image as they were when its data came', async () => {
    const { patch, url } = await openQueued()
    const format = { op: 'replace', path: ['disk_format'], value: 'qcow2', strict: false } as const
    await expect(patch(at('add', '-', { url, metadata: {} }), format)).rejects.toThrow(
      'Attribute disk_format can be only replaced for a queued image.',
    )
    expect(await patch(format, at('add', '-', { url, metadata: {} }))).toMatchObject({ disk_format: 'qcow2' })
  })

  test('is removed by an administrator, with its data, but for the last', async () => {
    const { service, id, patch, url } = await openQueued()
    const other = await putElsewhere(service, 'other', 'some data')
    await patch(at('add', '-', { url, metadata: {} }), at('add', '-', { url: other, metadata: {} }))
    await expect(patch(at('remove', '0'))).rejects.toThrow(
      'You are not authorized to complete delete_image_location action.',
    )
    const asAdmin = (...operations: PatchOperation[]) => patchImage(service, admin, id, operations)
    await expect(asAdmin(at('remove', '2'))).rejects.toThrow('Invalid position for removing a location.')
    expect((await asAdmin(at('remove', '0'))).locations.map(location => location.url)).toEqual([other])
    await expect(service.stores.find('memory')?.size(url, { signal })).rejects.toMatchObject({
      fault: 'NotFound',
    })
    await expect(asAdmin(at('remove', '0'))).rejects.toThrow('Cannot remove last location in the image.')
  })

  test('waits for the formats of the image', async () => {
    const { service, url } = await openQueued()
    const { id } = await createImage(service, owner, rawImage({ disk_format: null }))
    await expect(
      patchImage(service, owner, id, [at('add', '-', { url, metadata: {} })]),
    ).rejects.toMatchObject({
      kind: 'Invalid',
      message: 'Property disk_format must be set prior to saving data.',
    })
  })
})

describe('locations that are changed at once', () => {
  async function openActive() {
    const { service, id, patch, url } = await openQueued()
    const urls = [url, await putElsewhere(service, 'second', 'some data')]
    await patch(at('add', '-', { url, metadata: {} }))
    const locations = async () => (await showImage(service, owner, id)).locations.map(({ url }) => url)
    return { service, id, patch, urls, locations }
  }

  test('are all added', async () => {
    const { service, patch, urls, locations } = await openActive()
    const more = await Promise.all(['a', 'b', 'c'].map(name => putElsewhere(service, name, 'some data')))
    await Promise.all(more.map(url => patch(at('add', '-', { url, metadata: {} }))))
    expect((await locations()).sort()).toEqual([...urls.slice(0, 1), ...more].sort())
  })

  test('are not all removed: the last keeps its data', async () => {
    const { service, id, patch, urls, locations } = await openActive()
    await patch(at('add', '-', { url: urls[1], metadata: {} }))
    const outcomes = await Promise.allSettled(
      ['0', '1'].map(position => patchImage(service, admin, id, [at('remove', position)])),
    )
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'Denied', message: 'Cannot remove last location in the image.' },
    })
    expect(await locations()).toHaveLength(1)
    const { bytes } = await downloadImage(service, owner, id, { range: () => undefined, signal })
    expect(await textOf(bytes)).toBe('some data')
  })
})
