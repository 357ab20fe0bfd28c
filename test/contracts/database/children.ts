import { expect } from 'vitest'
import { type Database, Duplicate } from '../../../src/db/database.ts'
import { anImage, type Cases } from './cases.ts'

async function idOf(database: Database, image = {}): Promise<string> {
  return (await database.images.insert(anImage(image))).id
}

export const childCases: Cases = {
  async 'adds a tag once and removes it once'(database) {
    const id = await idOf(database)
    expect(await database.tags.add(id, 'a')).toBe(true)
    expect(await database.tags.add(id, 'a')).toBe(false)
    expect(await database.tags.remove(id, 'a')).toBe(true)
    expect(await database.tags.remove(id, 'a')).toBe(false)
    expect((await database.images.find(id))?.tags).toEqual([])
  },

  async 'adds a tag once though many add it at the same time'(database) {
    const id = await idOf(database)
    const outcomes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => database.tags.add(id, 'a')))
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    expect((await database.images.find(id))?.tags).toEqual(['a'])
  },

  async 'offers an image to a new member, who has yet to answer'(database) {
    const id = await idOf(database)
    const member = await database.members.insert(id, 'bob')
    expect(member).toMatchObject({ image_id: id, member: 'bob', status: 'pending' })
    expect(await database.members.find(id, 'bob')).toEqual(member)
    expect(await database.members.list(id)).toEqual([member])
    expect(await database.members.find(id, 'carol')).toBeUndefined()
  },

  async 'refuses a second row for a member, also when both come at once'(database) {
    const id = await idOf(database)
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6].map(() => database.members.insert(id, 'bob')),
    )
    const refused = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(refused).toHaveLength(5)
    for (const { reason } of refused) expect(reason).toBeInstanceOf(Duplicate)
    expect(await database.members.list(id)).toHaveLength(1)
  },

  async 'brings a removed member back as it first came, yet to answer'(database) {
    const id = await idOf(database)
    const first = await database.members.insert(id, 'bob')
    await database.members.setStatus(id, 'bob', 'accepted')
    expect(await database.members.delete(id, 'bob')).toBe(true)
    expect(await database.members.find(id, 'bob')).toBeUndefined()
    const again = await database.members.insert(id, 'bob')
    expect(again).toMatchObject({ status: 'pending', created_at: first.created_at })
    expect(again.updated_at > first.updated_at).toBe(true)
  },

  async 'removes and readmits a member time and again'(database) {
    const id = await idOf(database)
    for (let round = 0; round < 3; round++) {
      await database.members.insert(id, 'bob')
      expect(await database.members.delete(id, 'bob')).toBe(true)
      expect(await database.members.delete(id, 'bob')).toBe(false)
    }
  },

  async 'keeps a member’s answer'(database) {
    const id = await idOf(database)
    await database.members.insert(id, 'bob')
    const member = await database.members.setStatus(id, 'bob', 'accepted')
    expect(member?.status).toBe('accepted')
    expect(await database.members.find(id, 'bob')).toEqual(member)
    expect(await database.members.setStatus(id, 'carol', 'accepted')).toBeUndefined()
  },

  async 'counts what a project stores: size times live locations'(database) {
    const location = (url: string) => ({ url, metadata: {}, status: 'active' })
    const once = await idOf(database, { size: 10 })
    const twice = await idOf(database, { size: 5_000_000_000 })
    await idOf(database, { size: 1000 })
    await database.images.update(once, { locations: [location('file:///a')] })
    await database.images.update(twice, { locations: [location('file:///b'), location('file:///c')] })
    const gone = await idOf(database, { size: 7 })
    await database.images.update(gone, { locations: [location('file:///d')] })
    await database.images.delete(gone, { status: 'pending_delete', from: ['active'] })
    expect(await database.images.storageUsed('alice')).toBe(10_000_000_010)
    expect(await database.images.storageUsed('alice', twice)).toBe(10)
    expect(await database.images.storageUsed('bob')).toBe(0)
  },

  async 'finds images by status, deleted ones where that is the status'(database) {
    const saving = await idOf(database, { status: 'saving' })
    const pending = await idOf(database)
    await database.images.delete(pending, { status: 'pending_delete', from: ['active'] })
    expect(await database.images.inStatus('saving')).toEqual([saving])
    expect(await database.images.inStatus('pending_delete')).toEqual([pending])
    expect(await database.images.inStatus('killed')).toEqual([])
  },

  async 'finds images of a status that carry a property'(database) {
    const id = await idOf(database, {
      status: 'importing',
      properties: new Map([['os_glance_import_task', 't1']]),
    })
    await idOf(database, { status: 'active', properties: new Map([['os_glance_import_task', 't2']]) })
    await idOf(database, { status: 'importing' })
    expect(await database.images.withProperty('importing', 'os_glance_import_task')).toEqual([[id, 't1']])
  },
}
