import { expect, test } from 'vitest'
import { createNamespace, showNamespace, showPropertyOf } from '../../../src/metadefs/index.ts'
import { admin, openService, owner } from '../images/service.ts'
import { contents } from './contents.ts'

const schema = { title: 'T', type: 'string' }
const filled = contents({
  associations: [{ name: 'Flavor', prefix: 'hw:' }, { name: 'Image' }],
  properties: [{ name: 'p', schema }],
  objects: [{ name: 'o', required: ['q'], properties: { q: schema } }],
})

test('on a resource type with a prefix, properties are called by it', async () => {
  const service = await openService()
  await createNamespace(service, admin, { namespace: 'one' }, filled)
  expect(await showNamespace(service, admin, 'one', 'Flavor')).toMatchObject({
    properties: [{ name: 'hw:p', schema }],
    objects: [{ name: 'o', required: ['hw:q'], properties: { 'hw:q': schema } }],
  })
  for (const resourceType of ['Image', 'Nothing', undefined]) {
    const { properties } = await showNamespace(service, admin, 'one', resourceType)
    expect(properties.map(({ name }) => name)).toEqual(['p'])
  }
})

test('a property is found by its name on a resource type', async () => {
  const service = await openService()
  await createNamespace(service, admin, { namespace: 'one' }, filled)
  const find = (name: string, resourceType: string) =>
    showPropertyOf(service, admin, { namespace: 'one', name, resourceType })
  expect(await find('hw:p', 'Flavor')).toMatchObject({ name: 'p', schema })
  await expect(find('p', 'Flavor')).rejects.toThrow(
    "Property p does not start with the expected resource type association prefix of 'hw:'.",
  )
  await expect(find('p', 'Image')).rejects.toThrow("prefix of 'None'.")
  await expect(find('p', 'Nothing')).rejects.toThrow(
    'The metadata definition resource-type with name=Nothing, was not found.',
  )
})

test('a private namespace of others is nowhere', async () => {
  const service = await openService()
  await createNamespace(service, admin, { namespace: 'one' }, contents())
  await expect(showNamespace(service, owner, 'one')).rejects.toMatchObject({ kind: 'NoRoute' })
})

test('whoever may see a namespace but not what is in it is told so', async () => {
  const service = await openService({ policy: 'get_metadef_tags: role:admin\n' })
  await createNamespace(service, admin, { namespace: 'one', visibility: 'public' }, contents())
  await expect(showNamespace(service, owner, 'one')).rejects.toMatchObject({
    kind: 'Forbidden',
    message: 'You are not authorized to complete get_metadef_tags action.',
  })
})
