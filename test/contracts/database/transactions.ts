import { expect } from 'vitest'
import { Duplicate } from '../../../src/db/database.ts'
import type { ImageRecord } from '../../../src/db/records.ts'
import { anImage, type Cases } from './cases.ts'

class Change extends Error {}

export const transactionCases: Cases = {
  async 'keeps all that a transaction did'(database) {
    const image = anImage()
    const found = await database.transaction(async inside => {
      await inside.images.insert(image)
      await inside.members.insert(image.id, 'bob')
      await inside.tags.add(image.id, 'a')
      return inside.images.find(image.id)
    })
    expect(found?.tags).toEqual(['a'])
    expect(await database.images.find(image.id)).toEqual(found)
    expect(await database.members.list(image.id)).toHaveLength(1)
  },

  async 'undoes all of a transaction that fails, and passes the error on'(database) {
    const kept = await database.images.insert(anImage({ name: 'kept' }))
    const image = anImage()
    const work = database.transaction(async inside => {
      await inside.images.insert(image)
      await inside.images.update(kept.id, { name: 'changed' })
      throw new Change('of mind')
    })
    await expect(work).rejects.toBeInstanceOf(Change)
    expect(await database.images.find(image.id)).toBeUndefined()
    expect(await database.images.find(kept.id)).toEqual(kept)
  },

  async 'goes on after a refusal inside a transaction'(database) {
    const image = await database.images.insert(anImage())
    await database.transaction(async inside => {
      await expect(inside.images.insert(anImage({ id: image.id }))).rejects.toBeInstanceOf(Duplicate)
      await inside.tags.add(image.id, 'a')
    })
    expect((await database.images.find(image.id))?.tags).toEqual(['a'])
  },

  async 'shows others nothing that is undone afterwards'(database) {
    const image = anImage()
    let seen: Promise<ImageRecord | undefined> | undefined
    const work = database.transaction(async inside => {
      await inside.images.insert(image)
      seen = database.images.find(image.id)
      await inside.tags.add(image.id, 'a')
      throw new Change('of mind')
    })
    await expect(work).rejects.toBeInstanceOf(Change)
    expect(await seen).toBeUndefined()
  },

  async 'runs many transactions at once, one after the other where they touch the same'(database) {
    const { id } = await database.images.insert(anImage({ min_ram: 0 }))
    const increments = Array.from({ length: 10 }, (_, index) =>
      database.transaction(async inside => {
        await inside.tags.add(id, `lock ${index}`)
        const image = await inside.images.find(id)
        await inside.images.update(id, { min_ram: (image?.min_ram ?? 0) + 1 })
      }),
    )
    await Promise.all(increments)
    expect(await database.images.find(id)).toMatchObject({ min_ram: 10 })
  },

  async 'lets whoever adds to an image count what others add at the same time'(database) {
    const { id } = await database.images.insert(anImage({ tags: [], properties: new Map() }))
    const addOne = (_: unknown, index: number) =>
      database.transaction(async inside => {
        await inside.members.insert(id, `member ${index}`)
        await inside.tags.add(id, `tag ${index}`)
        const properties = new Map([[`property ${index}`, '1']])
        const image = await inside.images.update(id, { properties, propertiesBefore: new Map() })
        const counts = [(await inside.members.list(id)).length, image?.tags.length, image?.properties.size]
        if (counts.some(count => count !== undefined && count > 2)) throw new Change('of mind')
      })
    await Promise.allSettled(Array.from({ length: 6 }, addOne))
    const image = await database.images.find(id)
    expect(await database.members.list(id)).toHaveLength(2)
    expect([image?.tags.length, image?.properties.size]).toEqual([2, 2])
  },

  async 'lets whoever adds to what a project stores count what others add at the same time'(database) {
    const images = await Promise.all(
      Array.from({ length: 6 }, () => database.images.insert(anImage({ size: 10 }))),
    )
    const store = ({ id }: ImageRecord) =>
      database.transaction(async inside => {
        await inside.images.update(id, {
          locations: [{ url: `file:///${id}`, metadata: {}, status: 'active' }],
        })
        if ((await inside.images.storageUsed('alice')) > 20) throw new Change('of mind')
      })
    await Promise.allSettled(images.map(store))
    expect(await database.images.storageUsed('alice')).toBe(20)
  },

  async 'says which revision its schema has'(database) {
    expect(await database.revision()).toBe('2024_1_contract01')
  },
}
