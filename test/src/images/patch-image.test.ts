import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createImage,
  type PatchOperation,
  patchImage,
  showImage,
  uploadImage,
} from '../../../src/images/index.ts'
import { checkCases } from '../../support/random-cases.ts'
import {
  admin,
  bytesOf,
  openService,
  owner,
  properties,
  rawImage,
  signal,
  stranger,
  type TestService,
} from './service.ts'

const operation = (
  op: PatchOperation['op'],
  path: string,
  value?: unknown,
  strict = false,
): PatchOperation => ({
  op,
  path: path.split('/'),
  value,
  strict,
})

const patch = (service: TestService, id: string, ...operations: PatchOperation[]) =>
  patchImage(service, owner, id, operations)

async function openWithImage(conf?: string, more: Parameters<typeof rawImage>[0] = {}) {
  const service = await openService({ conf })
  const image = await createImage(
    service,
    owner,
    rawImage({ properties: properties({ os: 'bsd' }), tags: ['old'], ...more }),
  )
  return { service, id: image.id, image }
}

describe('a patch', () => {
  test('of very many properties holds up nobody for long', async () => {
    const { service, id } = await openWithImage()
    const many = Array.from({ length: 20_000 }, (_, i) => operation('add', `p${i}`, 'x'))
    await expect(patch(service, id, ...many)).rejects.toMatchObject({ kind: 'TooLarge' })
  })

  test('changes attributes, tags and properties in one go', async () => {
    const { service, id } = await openWithImage()
    const changed = await patch(
      service,
      id,
      operation('replace', 'name', 'new'),
      operation('add', 'protected', true),
      operation('replace', 'tags', ['x', 'y', 'x']),
      operation('replace', 'os', 'linux'),
      operation('add', 'arch', 'arm'),
      operation('replace', 'disk_format', 'qcow2'),
    )
    expect(changed).toMatchObject({ name: 'new', protected: true, disk_format: 'qcow2' })
    expect([...changed.tags].sort()).toEqual(['x', 'y'])
    expect(Object.fromEntries(changed.properties)).toEqual({ os: 'linux', arch: 'arm' })
    expect(await showImage(service, owner, id)).toEqual(changed)
  })

  test('sees what its earlier operations did', async () => {
    const { service, id } = await openWithImage()
    const changed = await patch(
      service,
      id,
      operation('add', 'a', '1'),
      operation('replace', 'a', '2'),
      operation('remove', 'os'),
    )
    expect(Object.fromEntries(changed.properties)).toEqual({ a: '2' })
  })

  test('of nothing changes nothing', async () => {
    const { service, id, image } = await openWithImage()
    expect(await patch(service, id)).toEqual(image)
  })

  test('that fails halfway changes nothing', async () => {
    const { service, id, image } = await openWithImage()
    await expect(
      patch(service, id, operation('replace', 'name', 'new'), operation('remove', 'none')),
    ).rejects.toMatchObject({ kind: 'Clash' })
    expect(await showImage(service, owner, id)).toEqual(image)
  })

  test('finds properties by any name, empty ones included', async () => {
    const { service, id } = await openWithImage()
    const changed = await patch(
      service,
      id,
      operation('add', '', 'empty'),
      operation('add', '__proto__', 'p'),
    )
    expect([...changed.properties]).toEqual([
      ['os', 'bsd'],
      ['', 'empty'],
      ['__proto__', 'p'],
    ])
  })

  test('leaves the properties as a model of it says, or leaves everything', async () => {
    const { service } = await openWithImage()
    const names = fc.constantFrom('os', 'a', 'b', '__proto__')
    const anyOperation = fc.record({
      op: fc.constantFrom('add' as const, 'replace' as const, 'remove' as const),
      path: names.map(name => [name]),
      value: fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
      strict: fc.boolean(),
    })
    await checkCases(
      fc.asyncProperty(fc.array(anyOperation, { maxLength: 8 }), async operations => {
        const { id } = await createImage(service, owner, rawImage({ properties: properties({ os: 'bsd' }) }))
        const expected = modelPatch(new Map([['os', 'bsd']]), operations)
        const outcome = await patchImage(service, owner, id, operations).then(
          () => 'changed',
          () => 'refused',
        )
        expect(outcome).toBe(expected ? 'changed' : 'refused')
        const { properties: now } = await showImage(service, owner, id)
        expect([...now].sort()).toEqual([...(expected ?? new Map([['os', 'bsd']]))].sort())
      }),
      60,
    )
  })
})

describe('a patch is refused', () => {
  test.each([
    [
      'read-only attributes',
      operation('replace', 'status', 'active'),
      'Forbidden',
      "Attribute 'status' is read-only.",
    ],
    [
      'reserved attributes',
      operation('add', 'os_glance_x', 'y'),
      'Forbidden',
      "Attribute 'os_glance_x' is reserved.",
    ],
    [
      'paths into attributes',
      operation('add', 'os/deeper', 'y'),
      'Invalid',
      "Invalid JSON pointer for this resource: '/os/deeper'",
    ],
    [
      'removing what every image has',
      operation('remove', 'name'),
      'Denied',
      'Property name may not be removed.',
    ],
    [
      'replacing what is not there',
      operation('replace', 'none', 'y'),
      'Clash',
      'Property none does not exist.',
    ],
    ['removing what is not there', operation('remove', 'none'), 'Clash', 'Property none does not exist.'],
    [
      'adding what is there, strictly',
      operation('add', 'os', 'y', true),
      'Clash',
      'Property os already present.',
    ],
    [
      'adding an attribute, strictly',
      operation('add', 'name', 'y', true),
      'Clash',
      'Property name already present.',
    ],
    ['another owner', operation('replace', 'owner', 'p2'), 'Denied', "Owner can't be updated by non admin."],
    [
      'making it public',
      operation('replace', 'visibility', 'public'),
      'Forbidden',
      'You are not authorized to complete publicize_image action.',
    ],
    [
      'numbers out of range',
      operation('replace', 'min_ram', -5),
      'Invalid',
      "Invalid value '-5' for parameter 'min_ram': Cannot be a negative value",
    ],
    [
      'characters beyond the basic plane',
      operation('add', 'os', '💾'),
      'Invalid',
      "Os can't contain 4 byte unicode characters.",
    ],
    [
      'locations that are not shown',
      operation('add', 'locations/-', {}),
      'Forbidden',
      "It's not allowed to add locations if locations are invisible.",
    ],
  ])('for %s', async (_what, change, kind, message) => {
    const { service, id } = await openWithImage()
    await expect(patch(service, id, change)).rejects.toMatchObject({ kind, message })
  })

  test('for formats of an image that has data', async () => {
    const { service, id } = await openWithImage()
    await uploadImage(service, owner, id, bytesOf('x'), { signal })
    await expect(patch(service, id, operation('replace', 'disk_format', 'qcow2'))).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'Attribute disk_format can be only replaced for a queued image.',
    })
  })

  test('for more properties or tags than allowed, yet lets an image shrink', async () => {
    const { service, id } = await openWithImage('image_property_quota = 1\nimage_tag_quota = 1')
    await expect(patch(service, id, operation('add', 'b', '1'))).rejects.toMatchObject({ kind: 'TooLarge' })
    await expect(patch(service, id, operation('replace', 'tags', ['a', 'b']))).rejects.toMatchObject({
      kind: 'TooLarge',
    })
    await patch(service, id, operation('replace', 'os', 'other'))
    await patch(service, id, operation('remove', 'os'))
  })

  test('for more properties than allowed, also when they come at once', async () => {
    const { service, id } = await openWithImage('image_property_quota = 2')
    const added = await Promise.allSettled(
      ['a', 'b', 'c'].map(name => patch(service, id, operation('add', name, '1'))),
    )
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await showImage(service, owner, id)).properties).toHaveProperty('size', 2)
  })

  test('to others: 403 where they see the image, 404 where they do not', async () => {
    const { service, id } = await openWithImage()
    const change = [operation('replace', 'name', 'mine')]
    await expect(patchImage(service, stranger, id, change)).rejects.toMatchObject({ kind: 'NotFound' })
    await patchImage(service, admin, id, [operation('replace', 'visibility', 'public')])
    await expect(patchImage(service, stranger, id, change)).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete modify_image action.',
    })
  })

  test('to others under the older defaults, too', async () => {
    const { service, id } = await openWithImage('[oslo_policy]\nenforce_new_defaults = False', {
      visibility: 'community',
    })
    await expect(
      patchImage(service, stranger, id, [operation('replace', 'name', 'mine')]),
    ).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You do not own this image',
    })
  })
})

function modelPatch(start: ReadonlyMap<string, string>, operations: readonly PatchOperation[]) {
  const result = new Map(start)
  for (const {
    op,
    path: [name = ''],
    value,
    strict,
  } of operations) {
    if (op === 'add' ? strict && result.has(name) : !result.has(name)) return undefined
    if (op === 'remove') result.delete(name)
    else result.set(name, String(value))
  }
  return result
}
