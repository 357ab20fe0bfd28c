import { expect } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import type { ImageQuery, ImageRecord } from '../../../src/db/records.ts'
import { admin, alice, aQuery, bob, type Cases, insertAll, namesIn, nobody } from './cases.ts'

/** One image of every visibility, of Alice and of Bob. */
async function insertSpectrum(database: Database): Promise<readonly ImageRecord[]> {
  const visibilities = ['public', 'community', 'shared', 'private'] as const
  const images = ['alice', 'bob'].flatMap(owner =>
    visibilities.map(visibility => ({ name: `${owner} ${visibility}`, owner, visibility })),
  )
  return insertAll(database, images)
}

async function sortedNames(database: Database, parts: Partial<ImageQuery>) {
  return [...(await namesIn(database, parts))].sort()
}

const ofAlice = ['alice community', 'alice private', 'alice public', 'alice shared']
const ofBob = ['bob community', 'bob private', 'bob public', 'bob shared']

export const visibilityCases: Cases = {
  async 'lists a project its own images and public ones'(database) {
    await insertSpectrum(database)
    expect(await sortedNames(database, { viewer: alice })).toEqual([...ofAlice, 'bob public'])
  },

  async 'adds community images of others when all visibilities are wanted'(database) {
    await insertSpectrum(database)
    const names = await sortedNames(database, { viewer: alice, visibility: 'all' })
    expect(names).toEqual([...ofAlice, 'bob community', 'bob public'])
  },

  async 'restricts a list to one visibility'(database) {
    await insertSpectrum(database)
    const list = (visibility: ImageQuery['visibility']) =>
      sortedNames(database, { viewer: alice, visibility })
    expect(await list('public')).toEqual(['alice public', 'bob public'])
    expect(await list('community')).toEqual(['alice community', 'bob community'])
    expect(await list('shared')).toEqual(['alice shared'])
    expect(await list('private')).toEqual(['alice private'])
  },

  async 'lists an admin everything but community images of others'(database) {
    await insertSpectrum(database)
    const everything = [...ofAlice, ...ofBob]
    const viewer = { isAdmin: true, projectId: 'alice' }
    const withoutBobs = everything.filter(name => name !== 'bob community')
    expect(await sortedNames(database, { viewer })).toEqual(withoutBobs)
    expect(await sortedNames(database, { viewer, visibility: 'all' })).toEqual(everything)
    expect(await sortedNames(database, { viewer, visibility: 'private' })).toEqual([
      'alice private',
      'bob private',
    ])
    const unowned = { isAdmin: true, projectId: null }
    expect(await sortedNames(database, { viewer: unowned })).not.toContain('alice community')
  },

  async 'lists somebody without a project what is public'(database) {
    const images = await insertSpectrum(database)
    await database.members.insert(images[2]?.id ?? '', 'bob')
    await database.members.setStatus(images[2]?.id ?? '', 'bob', 'accepted')
    expect(await sortedNames(database, { viewer: nobody })).toEqual(['alice public', 'bob public'])
    expect(await sortedNames(database, { viewer: nobody, visibility: 'shared' })).toEqual([])
  },

  async 'lists a member what it accepted, or answered as the list asks'(database) {
    const images = await insertAll(database, [
      { name: 'accepted', visibility: 'shared' },
      { name: 'pending', visibility: 'shared' },
      { name: 'rejected', visibility: 'shared' },
      { name: 'left', visibility: 'shared' },
    ])
    for (const image of images) await database.members.insert(image.id, 'bob')
    for (const status of ['accepted', 'rejected'] as const) {
      const image = images.find(({ name }) => name === status)
      await database.members.setStatus(image?.id ?? '', 'bob', status)
    }
    await database.members.delete(images[3]?.id ?? '', 'bob')
    const list = (memberStatus: ImageQuery['memberStatus']) =>
      sortedNames(database, { viewer: bob, memberStatus })
    expect(await list('accepted')).toEqual(['accepted'])
    expect(await list('pending')).toEqual(['pending'])
    expect(await list('rejected')).toEqual(['rejected'])
    expect(await list('all')).toEqual(['accepted', 'pending', 'rejected'])
  },

  async 'lists an image once, though it is public, the viewer’s own and shared'(database) {
    const [image] = await insertAll(database, [{ name: 'mine', visibility: 'public', owner: 'bob' }])
    await database.members.insert(image?.id ?? '', 'bob')
    expect(await namesIn(database, { viewer: bob, memberStatus: 'all' })).toEqual(['mine'])
  },

  async 'never lists deleted and killed images'(database) {
    const [deleted] = await insertAll(database, [
      { name: 'deleted' },
      { name: 'killed', status: 'killed' },
      { name: 'deactivated', status: 'deactivated' },
    ])
    await database.images.delete(deleted?.id ?? '', { status: 'deleted', from: ['active'] })
    expect(await namesIn(database, { viewer: admin })).toEqual(['deactivated'])
    expect(await namesIn(database, { viewer: alice })).toEqual(['deactivated'])
  },

  async 'gives images of a list whole, as finding them does'(database) {
    const [image] = await insertAll(database, [{ tags: ['a', 'b'], properties: new Map([['c', 'd']]) }])
    await database.images.update(image?.id ?? '', {
      locations: [{ url: 'file:///x', metadata: { store: 's' }, status: 'active' }],
    })
    expect(await database.images.list(aQuery())).toEqual([await database.images.find(image?.id ?? '')])
  },
}
