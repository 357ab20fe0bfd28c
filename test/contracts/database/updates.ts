import { expect } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { anImage, bob, type Cases } from './cases.ts'

async function idOf(database: Database, image = {}): Promise<string> {
  return (await database.images.insert(anImage(image))).id
}

export const updateCases: Cases = {
  async 'gives the updated image, with a later time of update'(database) {
    const before = await database.images.insert(anImage({ name: 'old' }))
    const after = await database.images.update(before.id, { name: 'new', min_disk: 3 })
    expect(after).toEqual({ ...before, name: 'new', min_disk: 3, updated_at: expect.any(String) })
    expect((after?.updated_at ?? '') > before.updated_at).toBe(true)
    expect(await database.images.find(before.id)).toEqual(after)
  },

  async 'takes a time of update that is given'(database) {
    const id = await idOf(database)
    const updated_at = '2020-02-02 02:02:02.020202'
    expect((await database.images.update(id, { updated_at }))?.updated_at).toBe(updated_at)
  },

  async 'updates only an image that is in one of the states expected'(database) {
    const id = await idOf(database, { status: 'queued' })
    expect(await database.images.update(id, { status: 'active' }, ['saving', 'importing'])).toBeUndefined()
    expect((await database.images.find(id))?.status).toBe('queued')
    expect(await database.images.update(id, { status: 'saving' }, ['active', 'queued'])).toBeDefined()
  },

  async 'lets exactly one of many simultaneous changes of state win'(database) {
    const id = await idOf(database, { status: 'queued' })
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const outcomes = await Promise.all(
      names.map(name => database.images.update(id, { status: 'saving', name }, ['queued'])),
    )
    const [winner, ...others] = outcomes.filter(outcome => outcome !== undefined)
    expect(others).toEqual([])
    expect(await database.images.find(id)).toEqual(winner)
  },

  async 'makes the properties given the whole set'(database) {
    const id = await idOf(database, { properties: new Map([['kept', '1'], ['changed', '2'], ['gone', '3']]) }) // biome-ignore format: one line says it
    const properties = new Map([
      ['kept', '1'],
      ['changed', '4'],
      ['added', '5'],
    ])
    const image = await database.images.update(id, { properties })
    expect(Object.fromEntries(image?.properties ?? [])).toEqual(Object.fromEntries(properties))
  },

  async 'takes back a property that was removed'(database) {
    const id = await idOf(database, { properties: new Map([['a', '1']]) })
    await database.images.update(id, { properties: new Map() })
    const image = await database.images.update(id, { properties: new Map([['a', '2']]) })
    expect(image?.properties).toEqual(new Map([['a', '2']]))
  },

  async 'keeps properties and tags that an update does not name'(database) {
    const before = await database.images.insert(anImage({ properties: new Map([['a', '1']]), tags: ['t'] }))
    const after = await database.images.update(before.id, { name: 'x' })
    expect(after?.properties).toEqual(before.properties)
    expect(after?.tags).toEqual(before.tags)
  },

  async 'keeps names of properties apart by case, and empty values'(database) {
    const properties = new Map([
      ['key', ''],
      ['KEY', 'x'],
    ])
    const id = await idOf(database, { properties })
    expect((await database.images.find(id))?.properties).toEqual(properties)
  },

  async 'makes the tags given the whole set'(database) {
    const id = await idOf(database, { tags: ['a', 'b'] })
    const image = await database.images.update(id, { tags: ['b', 'c'] })
    expect(image?.tags).toEqual(['b', 'c'])
  },

  async 'keeps, adds and drops locations as an update says'(database) {
    const id = await idOf(database)
    const first = { url: 'file:///a', metadata: { store: 'fast' }, status: 'active' }
    const second = { url: 'file:///b', metadata: {}, status: 'active' }
    const [kept] = (await database.images.update(id, { locations: [first] }))?.locations ?? []
    expect(kept).toMatchObject(first)
    const both = await database.images.update(id, { locations: [{ ...first, id: kept?.id }, second] })
    expect(both?.locations).toEqual([kept, { ...second, id: expect.any(Number) }])
    const one = await database.images.update(id, { locations: both?.locations.slice(1) ?? [] })
    expect(one?.locations).toEqual(both?.locations.slice(1))
  },

  async 'changes all or nothing'(database) {
    const before = await database.images.insert(anImage({ name: 'old', tags: ['a'] }))
    const change = { name: 'new', tags: ['b'], locations: [{ url: null as unknown as string, metadata: {}, status: 'active' }] } // biome-ignore format: the fault in its place
    await expect(database.images.update(before.id, change)).rejects.toThrow()
    expect(await database.images.find(before.id)).toEqual(before)
  },

  async 'gives a property to one of many that add it at once, and to the next when it is removed'(database) {
    const id = await idOf(database, { properties: new Map([['lock', 'old']]) })
    await database.images.update(id, { properties: new Map() })
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const added = await Promise.all(names.map(name => database.images.addProperty(id, 'lock', name)))
    expect(added.filter(Boolean)).toHaveLength(1)
    const winner = names[added.indexOf(true)] ?? ''
    expect(await propertiesOf(database, id)).toEqual([['lock', winner]])
    expect(await database.images.removeProperty(id, 'lock', 'another')).toBe(false)
    expect(await database.images.removeProperty(id, 'lock', winner)).toBe(true)
    expect(await database.images.removeProperty(id, 'lock', winner)).toBe(false)
    expect(await database.images.addProperty(id, 'lock', 'next')).toBe(true)
    expect(await propertiesOf(database, id)).toEqual([['lock', 'next']])
  },

  async 'leaves the service’s own properties alone when the others are replaced'(database) {
    const id = await idOf(database, { properties: new Map([['os_glance_gone', 'x']]) })
    const { properties } = (await database.images.find(id)) ?? {}
    await database.images.setProperty(id, 'os_glance_gone', null)
    await database.images.setProperty(id, 'os_glance_new', 'y')
    await database.images.update(id, { properties: new Map([...(properties ?? []), ['a', '1']]) })
    expect(await propertiesOf(database, id)).toEqual([
      ['os_glance_new', 'y'],
      ['a', '1'],
    ])
  },

  async 'writes only the difference to what the properties were before, where that is known'(database) {
    const before = new Map([
      ['kept', '1'],
      ['changed', '1'],
      ['gone', '1'],
    ])
    const id = await idOf(database, { properties: before })
    await database.images.update(id, { properties: new Map([...before, ['kept', '2'], ['new', '2']]) })
    const properties = new Map([
      ['kept', '1'],
      ['changed', '3'],
    ])
    await database.images.update(id, { properties, propertiesBefore: before })
    expect((await propertiesOf(database, id)).toSorted()).toEqual([
      ['changed', '3'],
      ['kept', '2'],
      ['new', '2'],
    ])
  },

  async 'sets and removes one property without touching the time of update'(database) {
    const before = await database.images.insert(anImage({ properties: new Map([['a', '1']]) }))
    await database.images.setProperty(before.id, 'b', '2')
    await database.images.setProperty(before.id, 'a', null)
    const after = await database.images.find(before.id)
    expect(after).toEqual({ ...before, properties: new Map([['b', '2']]) })
  },

  async 'deletes an image with all that belongs to it'(database) {
    const id = await idOf(database, { visibility: 'shared', tags: ['a'], properties: new Map([['b', 'c']]) })
    await database.members.insert(id, 'bob')
    expect(await database.images.delete(id, { status: 'deleted', from: ['active'] })).toBe(true)
    expect(await database.images.find(id)).toBeUndefined()
    expect(await database.images.find(id, bob)).toBeUndefined()
    expect(await database.members.list(id)).toEqual([])
    expect(await database.images.update(id, { name: 'back' })).toBeUndefined()
  },

  async 'deletes an image once, and from the states expected only'(database) {
    const id = await idOf(database, { status: 'saving' })
    expect(await database.images.delete(id, { status: 'deleted', from: ['active'] })).toBe(false)
    const wish = { status: 'pending_delete', from: ['active', 'saving'] } as const
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => database.images.delete(id, wish)))
    expect(outcomes.filter(Boolean)).toHaveLength(1)
  },
}

async function propertiesOf(
  database: Database,
  id: string,
): Promise<readonly (readonly [string, string | null])[]> {
  return [...((await database.images.find(id))?.properties ?? [])]
}
