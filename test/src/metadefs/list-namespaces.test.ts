import { expect, test } from 'vitest'
import { createNamespace, listNamespaces } from '../../../src/metadefs/index.ts'
import { admin, openService, owner } from '../images/service.ts'
import { contents } from './contents.ts'

const byName = { sortKey: 'namespace', direction: 'asc', limit: 2 } as const

test('pages lead from one to the next, until there is none', async () => {
  const service = await openService()
  for (const namespace of ['a', 'b', 'c']) await createNamespace(service, admin, { namespace }, contents())
  const first = await listNamespaces(service, admin, byName)
  expect(first.namespaces.map(({ namespace }) => namespace)).toEqual(['a', 'b'])
  expect(first.next).toBe('b')
  const last = await listNamespaces(service, admin, { ...byName, marker: first.next })
  expect(last.namespaces.map(({ namespace }) => namespace)).toEqual(['c'])
  expect(last.next).toBeUndefined()
})

test('each namespace comes with its associations', async () => {
  const service = await openService()
  const associated = contents({ associations: [{ name: 'B' }, { name: 'A', prefix: 'a_' }] })
  await createNamespace(service, admin, { namespace: 'a' }, associated)
  await createNamespace(service, admin, { namespace: 'b' }, contents())
  const { namespaces } = await listNamespaces(service, admin, byName)
  expect(namespaces[0]?.associations).toMatchObject([{ name: 'B' }, { name: 'A', prefix: 'a_' }])
  expect(namespaces[1]?.associations).toEqual([])
})

test('namespaces that the policy hides are left out', async () => {
  const service = await openService({
    policy: `get_metadef_namespace: "role:admin or not 'public':%(visibility)s"\n`,
  })
  await createNamespace(service, admin, { namespace: 'open', visibility: 'public' }, contents())
  await createNamespace(service, admin, { namespace: 'own', owner: 'p1' }, contents())
  const { namespaces } = await listNamespaces(service, owner, byName)
  expect(namespaces.map(({ namespace }) => namespace)).toEqual(['own'])
})

test('a marker that the caller cannot see is as unknown as one that is nowhere', async () => {
  const service = await openService()
  await createNamespace(service, admin, { namespace: 'hidden' }, contents())
  for (const marker of ['hidden', 'nowhere']) {
    await expect(listNamespaces(service, owner, { ...byName, marker })).rejects.toMatchObject({
      kind: 'NotFound',
      message: `Metadata definition namespace=${marker} was not found.`,
    })
  }
})
