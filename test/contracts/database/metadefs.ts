import { expect } from 'vitest'
import { type Database, Duplicate } from '../../../src/db/database.ts'
import type { NamespaceColumns, NamespaceQuery, NamespaceRecord } from '../../../src/db/metadefs/records.ts'
import { admin, alice, bob, type Cases, nobody } from './cases.ts'

function addNamespace(
  database: Database,
  namespace: string,
  columns: Partial<NamespaceColumns> = {},
): Promise<NamespaceRecord> {
  return database.metadefs.namespaces.insert({
    namespace,
    display_name: null,
    description: null,
    visibility: 'private',
    protected: false,
    owner: 'alice',
    ...columns,
  })
}

async function namespacesIn(
  database: Database,
  query: Partial<NamespaceQuery> = {},
): Promise<readonly string[]> {
  const { namespaces } = database.metadefs
  const found = await namespaces.list({
    viewer: admin,
    sortKey: 'created_at',
    direction: 'desc',
    ...query,
  })
  return found.map(({ namespace }) => namespace)
}

export const metadefCases: Cases = {
  async 'gives back a namespace as it was put in'(database) {
    const columns = { display_name: 'One', description: 'd', visibility: 'public', protected: true } as const
    const namespace = await addNamespace(database, 'one', columns)
    expect(namespace).toMatchObject({ namespace: 'one', ...columns, owner: 'alice' })
    expect(await database.metadefs.namespaces.find('one')).toEqual(namespace)
    expect(await database.metadefs.namespaces.find('two')).toBeUndefined()
  },

  async 'has one namespace of a name, also when two come at once'(database) {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => addNamespace(database, 'one')))
    const refused = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(refused).toHaveLength(2)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(Duplicate)
  },

  async 'replaces a namespace, but not by a name that is taken'(database) {
    const { id, created_at, updated_at, ...columns } = await addNamespace(database, 'one')
    await addNamespace(database, 'two')
    const { namespaces } = database.metadefs
    const changed = await namespaces.update(id, { ...columns, namespace: 'uno', description: 'd' })
    expect(changed).toMatchObject({ id, namespace: 'uno', description: 'd', created_at })
    expect(String(changed?.updated_at) > String(updated_at)).toBe(true)
    await expect(namespaces.update(id, { ...columns, namespace: 'two' })).rejects.toBeInstanceOf(Duplicate)
    expect(await namespaces.update(id + 1000, columns)).toBeUndefined()
  },

  async 'deletes a namespace with everything in it, and nothing else'(database) {
    const { namespaces, objects, properties, tags, resourceTypes } = database.metadefs
    for (const name of ['one', 'two']) {
      const { id } = await addNamespace(database, name)
      await objects.insert(id, { name: 'o' })
      await properties.insert(id, { name: 'p', schema: {} })
      await tags.insert(id, { name: 't' })
      await resourceTypes.associate(id, { name: 'OS::Nova::Flavor' })
    }
    const [one, two] = [await namespaces.find('one'), await namespaces.find('two')].map(
      found => found?.id ?? 0,
    )
    expect(await namespaces.delete(one ?? 0)).toBe(true)
    expect(await namespaces.delete(one ?? 0)).toBe(false)
    expect(await namespacesIn(database)).toEqual(['two'])
    expect(await objects.list(two ?? 0)).toHaveLength(1)
    expect(await properties.list(two ?? 0)).toHaveLength(1)
    expect(await tags.list(two ?? 0)).toHaveLength(1)
    expect((await resourceTypes.associations([two ?? 0])).get(two ?? 0)).toHaveLength(1)
    expect(await resourceTypes.list()).toHaveLength(1)
  },

  async 'lists the own namespaces and public ones, and all for admins'(database) {
    await addNamespace(database, 'own')
    await addNamespace(database, 'foreign', { owner: 'bob' })
    await addNamespace(database, 'open', { owner: 'bob', visibility: 'public' })
    expect(await namespacesIn(database)).toEqual(['open', 'foreign', 'own'])
    expect(await namespacesIn(database, { viewer: alice })).toEqual(['open', 'own'])
    expect(await namespacesIn(database, { viewer: bob })).toEqual(['open', 'foreign'])
    expect(await namespacesIn(database, { viewer: nobody })).toEqual(['open'])
    expect(await namespacesIn(database, { viewer: bob, visibility: 'private' })).toEqual(['foreign'])
  },

  async 'lists namespaces that are associated with one of the types'(database) {
    const { resourceTypes } = database.metadefs
    const types = { one: ['A', 'B'], two: ['B'], three: ['C'], four: [] }
    for (const [name, associated] of Object.entries(types)) {
      const { id } = await addNamespace(database, name)
      for (const type of associated) await resourceTypes.associate(id, { name: type })
    }
    expect(await namespacesIn(database, { resourceTypes: ['A', 'B'] })).toEqual(['two', 'one'])
    expect(await namespacesIn(database, { resourceTypes: ['C', 'nope'] })).toEqual(['three'])
    expect(await namespacesIn(database, { resourceTypes: [] })).toEqual([])
  },

  async 'pages through namespaces by any column, none twice and none left out'(database) {
    const texts = ['b', null, 'a', 'b', null]
    for (const [index, text] of texts.entries()) {
      await addNamespace(database, `n${index}`, { display_name: text, protected: text === 'b' })
    }
    const columns = ['namespace', 'display_name', 'protected', 'created_at', 'updated_at', 'id'] as const
    for (const sortKey of columns) {
      for (const direction of ['asc', 'desc'] as const) {
        const whole = await namespacesIn(database, { sortKey, direction })
        const paged: string[] = []
        let marker: number | undefined
        do {
          const page = await namespacesIn(database, { sortKey, direction, limit: 2, marker })
          paged.push(...page)
          marker = page.length < 2 ? undefined : (await database.metadefs.namespaces.find(page[1] ?? ''))?.id
        } while (marker !== undefined)
        expect(paged).toEqual(whole)
        expect(paged.toSorted()).toEqual(['n0', 'n1', 'n2', 'n3', 'n4'])
      }
    }
    const byName = { sortKey: 'display_name', direction: 'asc' } as const
    expect(await namespacesIn(database, byName)).toEqual(['n1', 'n4', 'n2', 'n0', 'n3'])
  },

  async 'keeps objects, properties and tags, by name'(database) {
    const { objects, properties, tags } = database.metadefs
    const { id } = await addNamespace(database, 'one')
    const schema = { title: 'Ünïcode', type: 'string', enum: ['a', null], minimum: 1.5 }
    const object = await objects.insert(id, {
      name: 'o',
      description: 'd',
      required: ['p', 'q'],
      properties: { p: schema },
    })
    expect(object).toMatchObject({ description: 'd', required: ['p', 'q'], properties: { p: schema } })
    expect(await objects.find(id, 'o')).toEqual(object)
    await objects.insert(id, { name: 'empty' })
    expect(await objects.list(id)).toMatchObject([{ required: [], properties: {} }, { name: 'o' }])
    const property = await properties.insert(id, { name: 'p', schema })
    expect(await properties.list(id)).toEqual([property])
    expect(property).toMatchObject({ name: 'p', schema })
    await tags.insert(id, { name: 't' })
    expect(await tags.find(id, 't')).toMatchObject({ name: 't' })
    expect(await tags.find(id, 'T')).toBeUndefined()
  },

  async 'has one definition of a name in a namespace'(database) {
    const { tags } = database.metadefs
    const [one, two] = [await addNamespace(database, 'one'), await addNamespace(database, 'two')]
    await tags.insert(one.id, { name: 't' })
    await tags.insert(one.id, { name: 'u' })
    await expect(tags.insert(one.id, { name: 't' })).rejects.toBeInstanceOf(Duplicate)
    await expect(tags.update(one.id, 'u', { name: 't' })).rejects.toBeInstanceOf(Duplicate)
    expect(await tags.insert(two.id, { name: 't' })).toMatchObject({ name: 't' })
  },

  async 'puts nothing into a namespace that is gone'(database) {
    const { namespaces, objects, resourceTypes } = database.metadefs
    const { id } = await addNamespace(database, 'one')
    await namespaces.delete(id)
    expect(await objects.insert(id, { name: 'o' })).toBeUndefined()
    expect(await resourceTypes.associate(id, { name: 'R' })).toBeUndefined()
  },

  async 'changes, renames, deletes and clears definitions'(database) {
    const { properties } = database.metadefs
    const { id } = await addNamespace(database, 'one')
    await properties.insert(id, { name: 'p', schema: { a: 1 } })
    expect(await properties.update(id, 'p', { name: 'q', schema: { b: 2 } })).toMatchObject({
      name: 'q',
      schema: { b: 2 },
    })
    expect(await properties.update(id, 'p', { name: 'r', schema: {} })).toBeUndefined()
    expect(await properties.delete(id, 'p')).toBe(false)
    expect(await properties.delete(id, 'q')).toBe(true)
    await properties.insert(id, { name: 'x', schema: {} })
    await properties.insert(id, { name: 'y', schema: {} })
    await properties.clear(id)
    expect(await properties.list(id)).toEqual([])
  },

  async 'pages through tags, the youngest first'(database) {
    const { tags } = database.metadefs
    const { id } = await addNamespace(database, 'one')
    for (const name of ['c', 'a', 'b']) await tags.insert(id, { name })
    const names = async (query: Partial<Parameters<typeof tags.page>[1]>) =>
      (await tags.page(id, { sortKey: 'created_at', direction: 'desc', ...query })).map(({ name }) => name)
    expect(await names({})).toEqual(['b', 'a', 'c'])
    expect(await names({ limit: 2 })).toEqual(['b', 'a'])
    expect(await names({ marker: (await tags.find(id, 'a'))?.id })).toEqual(['c'])
    expect(await names({ sortKey: 'name', direction: 'asc' })).toEqual(['a', 'b', 'c'])
  },

  async 'associates a type once, changes and ends it, and remembers the type'(database) {
    const { resourceTypes } = database.metadefs
    const { id } = await addNamespace(database, 'one')
    const first = await resourceTypes.associate(id, { name: 'R', prefix: 'hw_', properties_target: 'image' })
    expect(first).toMatchObject({ name: 'R', prefix: 'hw_', properties_target: 'image' })
    await expect(resourceTypes.associate(id, { name: 'R' })).rejects.toBeInstanceOf(Duplicate)
    await resourceTypes.associate(id, { name: 'A' })
    expect((await resourceTypes.associations([id])).get(id)).toEqual([
      first,
      expect.objectContaining({ name: 'A', prefix: null }),
    ])
    expect(await resourceTypes.change(id, { name: 'R', prefix: 'x_' })).toMatchObject({ prefix: 'x_' })
    expect(await resourceTypes.change(id, { name: 'nope' })).toBeUndefined()
    expect(await resourceTypes.dissociate(id, 'R')).toBe(true)
    expect(await resourceTypes.dissociate(id, 'R')).toBe(false)
    expect((await resourceTypes.list()).map(({ name }) => name)).toEqual(['R', 'A'])
  },
}
