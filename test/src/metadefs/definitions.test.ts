import { describe, expect, test } from 'vitest'
import {
  addDefinition,
  clearDefinitions,
  createNamespace,
  deleteNamespace,
  dissociate,
  listDefinitions,
  objectKind,
  propertyKind,
  removeDefinition,
  tagKind,
  updateDefinition,
  updateNamespace,
} from '../../../src/metadefs/index.ts'
import { admin, openService, owner, type TestService } from '../images/service.ts'
import { contents } from './contents.ts'

async function openFilled(settings = {}, namespace = {}): Promise<TestService> {
  const service = await openService(settings)
  await createNamespace(
    service,
    admin,
    { namespace: 'one', visibility: 'public', ...namespace },
    contents({
      associations: [{ name: 'R' }],
      objects: [{ name: 'o' }],
      properties: [{ name: 'p', schema: {} }],
      tags: [{ name: 't' }],
    }),
  )
  return service
}

const place = (name: string) => ({ namespace: 'one', name })

describe('a protected namespace', () => {
  const isProtected = (what: string) => ({
    kind: 'Forbidden',
    message: `Metadata definition ${what} is protected and cannot be deleted.`,
  })

  test('keeps what it has', async () => {
    const service = await openFilled({}, { protected: true })
    await expect(deleteNamespace(service, admin, 'one')).rejects.toMatchObject(isProtected('namespace one'))
    await expect(clearDefinitions(service, admin, tagKind, 'one')).rejects.toMatchObject(
      isProtected('namespace one'),
    )
    await expect(removeDefinition(service, admin, objectKind, place('o'))).rejects.toMatchObject(
      isProtected('object o'),
    )
    await expect(removeDefinition(service, admin, propertyKind, place('p'))).rejects.toMatchObject(
      isProtected('property p'),
    )
    await expect(removeDefinition(service, admin, tagKind, place('t'))).rejects.toMatchObject(
      isProtected('tag t'),
    )
    await expect(dissociate(service, admin, 'one', 'R')).rejects.toMatchObject(
      isProtected('resource-type-association R'),
    )
  })

  test('takes what is new, and lets what is there be changed', async () => {
    const service = await openFilled({}, { protected: true })
    await addDefinition(service, admin, tagKind, { namespace: 'one', columns: { name: 'u' } })
    await updateDefinition(service, admin, tagKind, { ...place('t'), columns: { name: 'v' } })
    const tags = await listDefinitions(service, admin, tagKind, 'one')
    expect(tags.map(({ name }) => name)).toEqual(['u', 'v'])
  })

  test('can be deleted once it is not protected any more', async () => {
    const service = await openFilled({}, { protected: true })
    await updateNamespace(service, admin, 'one', { namespace: 'one' })
    await deleteNamespace(service, admin, 'one')
    await expect(deleteNamespace(service, admin, 'one')).rejects.toMatchObject({
      kind: 'NotFound',
      message: 'Namespace one not found',
    })
  })
})

describe('definitions', () => {
  test('change for administrators only', async () => {
    const service = await openFilled()
    const refused = (rule: string) => `You are not authorized to complete ${rule} action.`
    await expect(
      addDefinition(service, owner, objectKind, { namespace: 'one', columns: { name: 'x' } }),
    ).rejects.toThrow(refused('add_metadef_object'))
    await expect(
      updateDefinition(service, owner, tagKind, { ...place('t'), columns: { name: 'x' } }),
    ).rejects.toThrow(refused('modify_metadef_tag'))
    await expect(removeDefinition(service, owner, propertyKind, place('p'))).rejects.toThrow(
      refused('remove_metadef_property'),
    )
    await expect(clearDefinitions(service, owner, tagKind, 'one')).rejects.toThrow(
      refused('delete_metadef_namespace'),
    )
  })

  test('are as hidden as their namespace', async () => {
    const service = await openFilled({}, { visibility: 'private' })
    for (const kind of [objectKind, tagKind]) {
      await expect(listDefinitions<{ name: string }, unknown>(service, owner, kind, 'one')).rejects.toThrow(
        'Namespace one not found',
      )
    }
  })

  test('cannot take the name of another', async () => {
    const service = await openFilled()
    await addDefinition(service, admin, objectKind, { namespace: 'one', columns: { name: 'x' } })
    await expect(
      updateDefinition(service, admin, objectKind, { ...place('x'), columns: { name: 'o' } }),
    ).rejects.toMatchObject({
      kind: 'Conflict',
      message:
        'Invalid update. It would result in a duplicate metadata definition object ' +
        'with the same name=o in namespace=one.',
    })
  })

  test('of a kind go all at once, and no others with them', async () => {
    const service = await openFilled()
    await clearDefinitions(service, admin, objectKind, 'one')
    expect(await listDefinitions(service, admin, objectKind, 'one')).toEqual([])
    expect(await listDefinitions(service, admin, propertyKind, 'one')).toHaveLength(1)
  })

  test('that the policy hides one by one are not listed', async () => {
    const service = await openFilled({ policy: 'get_metadef_object: role:admin\n' })
    expect(await listDefinitions(service, owner, objectKind, 'one')).toEqual([])
    expect(await listDefinitions(service, admin, objectKind, 'one')).toHaveLength(1)
  })
})
