import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  addTag,
  createImage,
  listImages,
  type PatchOperation,
  patchImage,
  uploadImage,
  visibleDetails,
} from '../../../src/images/index.ts'
import {
  admin,
  bytesOf,
  openService,
  owner,
  properties,
  rawImage,
  signal,
  type TestService,
} from './service.ts'

const rules = `[^secret_]
create = member
read = admin
update = admin
delete = admin
[.*]
create = @
read = @
update = @
delete = @
`

async function openProtected(values: Readonly<Record<string, string>>) {
  const service = await openService({
    conf: folder => {
      writeFileSync(path.join(folder, 'rules.conf'), rules)
      return 'property_protection_file = rules.conf'
    },
  })
  const image = await createImage(service, owner, rawImage({ properties: properties(values) }))
  return { service, image }
}

async function seen(service: TestService, who: typeof owner, id: string) {
  const image = await service.db.images.find(id)
  return image && Object.fromEntries(visibleDetails(service, who, image).properties)
}

function operation(op: PatchOperation['op'], name: string, value?: string): PatchOperation {
  return { op, path: [name], value, strict: false }
}

describe('a property that its creator may not read', () => {
  test('is kept, and shown to those who may', async () => {
    const { service, image } = await openProtected({ secret_key: '42', open: 'yes' })
    expect(await seen(service, owner, image.id)).toEqual({ open: 'yes' })
    expect(await seen(service, admin, image.id)).toEqual({ secret_key: '42', open: 'yes' })
  })

  test('outlives what others do with the image', async () => {
    const { service, image } = await openProtected({ secret_key: '42', open: 'yes' })
    await patchImage(service, owner, image.id, [operation('remove', 'open'), operation('add', 'new', 'x')])
    await addTag(service, owner, image.id, 'tagged')
    await uploadImage(service, owner, image.id, bytesOf('abc'), { signal })
    expect(await seen(service, admin, image.id)).toEqual({ secret_key: '42', new: 'x' })
  })

  test('can be added later, once', async () => {
    const { service, image } = await openProtected({})
    await patchImage(service, owner, image.id, [operation('add', 'secret_key', 'first')])
    await expect(
      patchImage(service, owner, image.id, [operation('add', 'secret_key', 'second')]),
    ).rejects.toMatchObject({ kind: 'Forbidden', message: "Attribute 'secret_key' is reserved." })
    expect(await seen(service, admin, image.id)).toEqual({ secret_key: 'first' })
  })

  test('does not exist for whoever wants to change or remove it', async () => {
    const { service, image } = await openProtected({ secret_key: '42' })
    for (const change of [operation('replace', 'secret_key', 'x'), operation('remove', 'secret_key')]) {
      await expect(patchImage(service, owner, image.id, [change])).rejects.toMatchObject({
        kind: 'Clash',
        message: 'Property secret_key does not exist.',
      })
    }
  })

  test('cannot be found out by asking for images that have it', async () => {
    const { service, image } = await openProtected({ secret_key: '42' })
    const having = async (who: typeof owner) => {
      const { images } = await listImages(service, who, {
        memberStatus: 'accepted',
        visibility: 'all',
        where: [],
        properties: properties({ secret_key: '42' }),
        tags: [],
        sort: [{ key: 'id', direction: 'asc' }],
        limit: 10,
      })
      return images.map(({ id }) => id)
    }
    expect(await having(owner)).toEqual([])
    expect(await having(admin)).toEqual([image.id])
  })
})

test('a refused property keeps the others from being changed, too', async () => {
  const { service, image } = await openProtected({ open: 'yes', secret_key: '42' })
  await expect(
    patchImage(service, owner, image.id, [
      operation('replace', 'open', 'no'),
      operation('add', 'secret_key', 'x'),
    ]),
  ).rejects.toMatchObject({ kind: 'Forbidden' })
  expect(await seen(service, owner, image.id)).toEqual({ open: 'yes' })
})
