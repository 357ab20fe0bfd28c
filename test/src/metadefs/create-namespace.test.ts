import { describe, expect, test } from 'vitest'
import { createNamespace, listNamespaces, showNamespace } from '../../../src/metadefs/index.ts'
import { admin, member, openService, owner } from '../images/service.ts'
import { contents } from './contents.ts'

const all = { sortKey: 'namespace', direction: 'asc', limit: 100 } as const

describe('creating a namespace', () => {
  test('adds all that comes in it', async () => {
    const service = await openService()
    const created = await createNamespace(
      service,
      admin,
      { namespace: 'one', visibility: 'public' },
      contents({
        associations: [{ name: 'OS::Nova::Flavor', prefix: 'hw_' }],
        objects: [{ name: 'o', required: ['p'] }],
        properties: [{ name: 'p', schema: { title: 'P', type: 'string' } }],
        tags: [{ name: 't' }],
      }),
    )
    expect(created).toMatchObject({ namespace: 'one', owner: 'admin-project', protected: false })
    expect(await showNamespace(service, owner, 'one')).toMatchObject({
      associations: [{ name: 'OS::Nova::Flavor', prefix: 'hw_' }],
      objects: [{ name: 'o', required: ['p'] }],
      properties: [{ name: 'p' }],
      tags: [{ name: 't' }],
    })
  })

  test('leaves nothing behind when a part of it cannot be added', async () => {
    const service = await openService()
    const twice = contents({ properties: [], tags: [{ name: 't' }, { name: 't' }] })
    await expect(createNamespace(service, admin, { namespace: 'one' }, twice)).rejects.toMatchObject({
      kind: 'Conflict',
      message:
        'A metadata tag with name=t already exists in namespace=one. ' +
        '(Please note that metadata tag names are case insensitive).',
    })
    expect((await listNamespaces(service, admin, all)).namespaces).toEqual([])
  })

  test('gives a namespace of nobody the owner that loaded ones have', async () => {
    const service = await openService()
    const nobody = { ...admin, projectId: null }
    const namespace = await createNamespace(service, nobody, { namespace: 'one' }, contents())
    expect(namespace.owner).toBe('admin')
  })

  test('is for administrators, unless the policy says otherwise', async () => {
    const strict = await openService()
    await expect(createNamespace(strict, owner, { namespace: 'one' }, contents())).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'You are not authorized to complete add_metadef_namespace action.',
    })
    const loose = await openService({ policy: 'add_metadef_namespace: role:member\n' })
    await createNamespace(loose, owner, { namespace: 'one' }, contents())
    const filled = contents({ tags: [{ name: 't' }] })
    await expect(createNamespace(loose, owner, { namespace: 'two' }, filled)).rejects.toThrow(
      'You are not authorized to complete add_metadef_tag action.',
    )
  })

  test('is not for those who may only look', async () => {
    const service = await openService({ policy: 'add_metadef_namespace: ""\n' })
    const looker = member('p1', { readOnly: true })
    await expect(createNamespace(service, looker, { namespace: 'one' }, contents())).rejects.toMatchObject({
      kind: 'Forbidden',
      message: 'Read-only access',
    })
  })

  test('refuses text that not every database keeps, and values without end', async () => {
    const service = await openService()
    const property = (schema: object) => contents({ properties: [{ name: 'p', schema: { ...schema } }] })
    await expect(
      createNamespace(service, admin, { namespace: 'one' }, property({ items: { enum: ['😀'] } })),
    ).rejects.toMatchObject({
      kind: 'Invalid',
      message: "Couldn't create metadata namespace: Enum can't contain 4 byte unicode characters.",
    })
    const endless = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000))
    await expect(
      createNamespace(service, admin, { namespace: 'one' }, property({ default: endless })),
    ).rejects.toMatchObject({
      kind: 'Invalid',
      message: "Couldn't create metadata namespace: it is nested too deeply",
    })
  })
})
