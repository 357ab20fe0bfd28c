import { expect } from 'vitest'
import { Duplicate } from '../../../src/db/database.ts'
import { admin, alice, anImage, bob, type Cases, nobody } from './cases.ts'

const timestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/

export const imageCases: Cases = {
  async 'gives back every column, property and tag of the image it was given'(database) {
    const image = anImage({
      name: 'ubuntu “jammy” 🐧',
      disk_format: 'qcow2',
      container_format: 'bare',
      size: 5_000_000_000,
      virtual_size: 9_007_199_254_740_991,
      checksum: 'd41d8cd98f00b204e9800998ecf8427e',
      os_hash_algo: 'sha512',
      os_hash_value: 'f'.repeat(128),
      min_disk: 10,
      min_ram: 512,
      protected: true,
      os_hidden: true,
      properties: new Map([['os_distro', 'ubuntu']]),
      tags: ['blue', 'green'],
    })
    await database.images.insert(image)
    expect(await database.images.find(image.id)).toMatchObject({ ...image, locations: [], deleted: false })
  },

  async 'keeps a property without a value apart from an empty one'(database) {
    const { id } = await database.images.insert(anImage({ properties: new Map([['none', null]]) }))
    await database.images.update(id, {
      properties: new Map([
        ['none', null],
        ['empty', ''],
        ['another', null],
      ]),
    })
    const found = await database.images.find(id)
    expect(Object.fromEntries(found?.properties ?? [])).toEqual({ none: null, empty: '', another: null })
    await database.images.update(id, { properties: new Map([['none', '']]) })
    expect([...((await database.images.find(id))?.properties ?? [])]).toEqual([['none', '']])
  },

  async 'fills in what a new image does not say'(database) {
    const { id } = await database.images.insert({ id: anImage().id, status: 'queued' })
    expect(await database.images.find(id)).toMatchObject({
      visibility: 'shared',
      owner: null,
      name: null,
      size: null,
      min_disk: 0,
      min_ram: 0,
      protected: false,
      os_hidden: false,
      deleted_at: null,
    })
  },

  async 'writes times in microseconds, and never the same for two images'(database) {
    const first = await database.images.insert(anImage())
    const second = await database.images.insert(anImage())
    expect(first.created_at).toMatch(timestamp)
    expect(first.updated_at).toBe(first.created_at)
    expect(second.created_at > first.created_at).toBe(true)
  },

  async 'keeps a time with zeros at the end as it was given'(database) {
    const created_at = '2017-01-01 00:00:00.500000'
    const { id } = await database.images.insert(anImage({ created_at }))
    expect((await database.images.find(id))?.created_at).toBe(created_at)
  },

  async 'refuses an id that is taken, and keeps the image that has it'(database) {
    const image = await database.images.insert(anImage({ name: 'first', tags: ['a'] }))
    const again = database.images.insert(anImage({ id: image.id, name: 'second', tags: ['b'] }))
    await expect(again).rejects.toBeInstanceOf(Duplicate)
    expect(await database.images.find(image.id)).toEqual(image)
  },

  async 'refuses the id of a deleted image'(database) {
    const { id } = await database.images.insert(anImage())
    await database.images.delete(id, { status: 'deleted', from: ['active'] })
    await expect(database.images.insert(anImage({ id }))).rejects.toBeInstanceOf(Duplicate)
  },

  async 'keeps ten thousand properties and as many tags, where a quota lets them in'(database) {
    const names = Array.from({ length: 10_000 }, (_, number) => `n${number}`)
    const properties = new Map(names.map(name => [name, name]))
    const { id } = await database.images.insert(anImage({ properties, tags: names }))
    const found = await database.images.find(id)
    expect([found?.properties.size, found?.tags.length]).toEqual([10_000, 10_000])
    await database.images.update(id, { properties: new Map(), tags: [] })
    expect(await database.images.find(id)).toMatchObject({ properties: new Map(), tags: [] })
  },

  async 'lets exactly one of many simultaneous inserts of an id win'(database) {
    const image = anImage()
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const outcomes = await Promise.allSettled(names.map(name => database.images.insert({ ...image, name })))
    const [winner, ...others] = outcomes.filter(outcome => outcome.status === 'fulfilled')
    expect(others).toEqual([])
    expect(await database.images.find(image.id)).toEqual(winner?.value)
  },

  async 'knows nothing of an image that was never made'(database) {
    expect(await database.images.find(anImage().id)).toBeUndefined()
    expect(await database.images.update(anImage().id, { name: 'x' })).toBeUndefined()
    expect(await database.images.delete(anImage().id, { status: 'deleted', from: ['active'] })).toBe(false)
  },

  async 'shows a private image to its owner and to admins alone'(database) {
    const { id } = await database.images.insert(anImage({ visibility: 'private' }))
    expect(await database.images.find(id, alice)).toBeDefined()
    expect(await database.images.find(id, admin)).toBeDefined()
    expect(await database.images.find(id, bob)).toBeUndefined()
    expect(await database.images.find(id, nobody)).toBeUndefined()
  },

  async 'shows a shared image to its members whatever they answered'(database) {
    const { id } = await database.images.insert(anImage({ visibility: 'shared' }))
    expect(await database.images.find(id, bob)).toBeUndefined()
    await database.members.insert(id, 'bob')
    expect(await database.images.find(id, bob)).toBeDefined()
    await database.members.setStatus(id, 'bob', 'rejected')
    expect(await database.images.find(id, bob)).toBeDefined()
    await database.members.delete(id, 'bob')
    expect(await database.images.find(id, bob)).toBeUndefined()
  },

  async 'shows members nothing once the image is private again'(database) {
    const { id } = await database.images.insert(anImage({ visibility: 'shared' }))
    await database.members.insert(id, 'bob')
    await database.images.update(id, { visibility: 'private' })
    expect(await database.images.find(id, bob)).toBeUndefined()
  },

  async 'shows public, community and ownerless images to everybody'(database) {
    const open = await database.images.insert(anImage({ visibility: 'public' }))
    const community = await database.images.insert(anImage({ visibility: 'community' }))
    const ownerless = await database.images.insert(anImage({ owner: null }))
    for (const { id } of [open, community, ownerless])
      for (const viewer of [alice, bob, nobody, admin])
        expect(await database.images.find(id, viewer)).toBeDefined()
  },
}
