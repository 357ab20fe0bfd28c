import { describe, expect, test } from 'vitest'
import { createImage, showImage } from '../../../src/images/index.ts'
import { admin, member, openService, owner, properties, rawImage, stranger } from './service.ts'

describe('a new image', () => {
  test('is queued, shared and the property of the project that creates it', async () => {
    const service = await openService()
    const draft = rawImage({
      name: 'one',
      tags: ['b', 'a', 'b'],
      properties: properties({ os_distro: 'debian' }),
    })
    const image = await createImage(service, owner, draft)
    expect(image).toMatchObject({
      name: 'one',
      status: 'queued',
      visibility: 'shared',
      owner: 'p1',
      size: null,
      checksum: null,
      protected: false,
      os_hidden: false,
      min_ram: 0,
      min_disk: 0,
      locations: [],
    })
    expect([...image.tags].sort()).toEqual(['a', 'b'])
    expect([...image.properties]).toEqual([['os_distro', 'debian']])
    expect(await showImage(service, owner, image.id)).toEqual(image)
  })

  test('keeps the id that was asked for, once', async () => {
    const service = await openService()
    const id = '11111111-2222-3333-4444-555555555555'
    await createImage(service, owner, rawImage({ id }))
    await expect(createImage(service, stranger, rawImage({ id }))).rejects.toMatchObject({
      kind: 'Conflict',
      message: `Image ID ${id} already exists!`,
    })
  })

  test('belongs to nobody where an administrator has no project', async () => {
    const service = await openService()
    const image = await createImage(service, { ...admin, projectId: null }, rawImage())
    expect(image.owner).toBeNull()
    expect((await createImage(service, admin, rawImage({ owner: '' }))).owner).toBeNull()
  })
})

describe('creating an image is refused', () => {
  test.each([
    [
      'for another project',
      { owner: 'p2' },
      'Denied',
      "You are not permitted to create images owned by 'p2'",
    ],
    [
      'as public',
      { visibility: 'public' as const },
      'Forbidden',
      'You are not authorized to complete publicize_image action.',
    ],
    [
      'with a negative number',
      { min_ram: -1 },
      'Invalid',
      "Invalid value '-1' for parameter 'min_ram': Cannot be a negative value",
    ],
    [
      'with too large a number',
      { min_disk: 2 ** 31 },
      'Invalid',
      "'min_disk' value out of range, must not exceed 2147483647.",
    ],
    [
      'with a reserved property',
      { properties: properties({ os_glance_x: '1' }) },
      'Denied',
      "Attribute 'os_glance_x' is reserved.",
    ],
    [
      'with a read-only property',
      { properties: properties({ checksum: '1' }) },
      'Forbidden',
      "Attribute 'checksum' is read-only.",
    ],
    [
      'with a name that is too long',
      { properties: properties({ ['x'.repeat(256)]: '1' }) },
      'Invalid',
      'Custom property should not be greater than 255 characters.',
    ],
    [
      'with a name beyond the basic plane',
      { name: 'disk 💾' },
      'Invalid',
      "Name can't contain 4 byte unicode characters.",
    ],
    [
      'with a property beyond it',
      { properties: properties({ '💾': '1' }) },
      'Invalid',
      "Property names can't contain 4 byte unicode.",
    ],
    ['with a tag beyond it', { tags: ['💾'] }, 'Invalid', "Param values can't contain 4 byte unicode."],
  ])('%s', async (_how, draft, kind, message) => {
    const service = await openService()
    await expect(createImage(service, owner, rawImage(draft))).rejects.toMatchObject({ kind, message })
  })

  test('with more tags than a call takes arguments', async () => {
    const service = await openService()
    const tags = Array.from({ length: 200_000 }, (_, i) => `t${i}`)
    await expect(createImage(service, owner, rawImage({ tags }))).rejects.toMatchObject({ kind: 'TooLarge' })
  })

  test('beyond the quotas of properties and tags', async () => {
    const service = await openService({ conf: 'image_property_quota = 1\nimage_tag_quota = 1' })
    const two = properties({ a: '1', b: '2' })
    await expect(createImage(service, owner, rawImage({ properties: two }))).rejects.toMatchObject({
      kind: 'TooLarge',
      message:
        'The limit has been exceeded on the number of allowed image properties. Attempted: 2, Maximum: 1',
    })
    await expect(createImage(service, owner, rawImage({ tags: ['a', 'b'] }))).rejects.toMatchObject({
      kind: 'TooLarge',
      message: 'The limit has been exceeded on the number of allowed image tags. Attempted: 2, Maximum: 1',
    })
    await createImage(service, owner, rawImage({ tags: ['a', 'a'] }))
  })

  test('to anonymous callers, to those without a role, and to tokens of a whole system', async () => {
    const service = await openService()
    const refusal = { kind: 'Forbidden', message: 'You are not authorized to complete add_image action.' }
    await expect(createImage(service, member('p1', { roles: ['reader'] }), rawImage())).rejects.toMatchObject(
      refusal,
    )
    await expect(
      createImage(service, { ...admin, systemScope: 'all' }, rawImage({ owner: 'admin-project' })),
    ).rejects.toMatchObject(refusal)
    await expect(createImage(service, member('p1', { readOnly: true }), rawImage())).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'Read-only access',
    })
  })

  test('for another project also under the older defaults', async () => {
    const service = await openService({ conf: '[oslo_policy]\nenforce_new_defaults = False' })
    await expect(createImage(service, owner, rawImage({ owner: 'p2' }))).rejects.toMatchObject({
      kind: 'Forbidden',
      message: "You are not permitted to create images owned by 'p2'.",
    })
  })
})
