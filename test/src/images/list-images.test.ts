import { describe, expect, test } from 'vitest'
import {
  addMember,
  createImage,
  type ImageListRequest,
  listImages,
  showImage,
  updateMember,
} from '../../../src/images/index.ts'
import {
  admin,
  member,
  openService,
  owner,
  properties,
  rawImage,
  stranger,
  type TestService,
} from './service.ts'

const request = (more: Partial<ImageListRequest> = {}): ImageListRequest => ({
  memberStatus: 'accepted',
  where: [],
  properties: new Map(),
  tags: [],
  sort: [
    { key: 'name', direction: 'asc' },
    { key: 'id', direction: 'asc' },
  ],
  limit: 25,
  ...more,
})

async function names(service: TestService, context: typeof owner, more: Partial<ImageListRequest> = {}) {
  return (await listImages(service, context, request(more))).images.map(({ name }) => name)
}

async function openWithImages(policy?: string) {
  const service = await openService({ policy })
  await createImage(service, owner, rawImage({ name: 'private', visibility: 'private', tags: ['t'] }))
  await createImage(service, owner, rawImage({ name: 'community', visibility: 'community' }))
  await createImage(service, admin, rawImage({ name: 'public', visibility: 'public', owner: 'p1' }))
  const shared = await createImage(
    service,
    owner,
    rawImage({ name: 'shared', properties: properties({ os: 'bsd' }) }),
  )
  await addMember(service, owner, shared.id, 'p2')
  return { service, shared }
}

describe('a list', () => {
  test('holds what the caller owns, what is public, and what was accepted', async () => {
    const { service, shared } = await openWithImages()
    expect(await names(service, owner)).toEqual(['community', 'private', 'public', 'shared'])
    expect(await names(service, stranger)).toEqual(['public'])
    expect(await names(service, stranger, { memberStatus: 'pending' })).toEqual(['public', 'shared'])
    await updateMember(service, stranger, shared.id, { member: 'p2', status: 'accepted' })
    expect(await names(service, stranger)).toEqual(['public', 'shared'])
    expect(await names(service, member('p3'), { visibility: 'community' })).toEqual(['community'])
  })

  test('filters by tags and properties', async () => {
    const { service } = await openWithImages()
    expect(await names(service, owner, { tags: ['t'] })).toEqual(['private'])
    expect(await names(service, owner, { properties: properties({ os: 'bsd' }) })).toEqual(['shared'])
  })

  test('leads from page to page without losing or repeating anything', async () => {
    const { service } = await openWithImages()
    const seen: (string | null)[] = []
    let marker: string | undefined
    do {
      const page = await listImages(service, owner, request({ limit: 3, marker }))
      seen.push(...page.images.map(({ name }) => name))
      marker = page.next
    } while (marker)
    expect(seen).toEqual(['community', 'private', 'public', 'shared'])
  })

  test('is empty, without a next page, when nothing is asked for', async () => {
    const { service } = await openWithImages()
    expect(await listImages(service, owner, request({ limit: 0 }))).toEqual({ images: [] })
  })

  test('refuses a marker that the caller cannot see', async () => {
    const { service, shared } = await openWithImages()
    await expect(listImages(service, member('p3'), request({ marker: shared.id }))).rejects.toMatchObject({
      kind: 'Invalid',
      message: `No image found with ID ${shared.id}`,
    })
  })

  test('leaves out what the policy hides, and goes on after what it shows', async () => {
    const { service } = await openWithImages(`get_image: "'public':%(visibility)s or 'bsd':%(os)s"`)
    const page = await listImages(service, owner, request({ limit: 3 }))
    expect(page.images.map(({ name }) => name)).toEqual(['public'])
    expect(page.next).toBe(page.images[0]?.id)
    const rest = await listImages(service, owner, request({ limit: 3, marker: page.next }))
    expect(rest.images.map(({ name }) => name)).toEqual(['shared'])
    expect(rest.next).toBeUndefined()
  })

  test('is for readers', async () => {
    const { service } = await openWithImages()
    await expect(listImages(service, member('p1', { roles: [] }), request())).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete get_images action.',
    })
  })
})

describe('an image', () => {
  test('is shown to its owner, to administrators and to those who were invited', async () => {
    const { service, shared } = await openWithImages()
    for (const context of [owner, admin, stranger])
      expect((await showImage(service, context, shared.id)).id).toBe(shared.id)
  })

  test('does not exist for anybody else, nor where the policy says so', async () => {
    const { service, shared } = await openWithImages()
    const missing = { kind: 'NotFound', message: `No image found with ID ${shared.id}` }
    await expect(showImage(service, member('p3'), shared.id)).rejects.toMatchObject(missing)
    const strict = await openService({ policy: 'get_image: "!"' })
    const { id } = await createImage(strict, owner, rawImage())
    await expect(showImage(strict, owner, id)).rejects.toMatchObject({ kind: 'NotFound' })
  })
})
