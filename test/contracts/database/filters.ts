import { expect } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import type { Condition } from '../../../src/db/records.ts'
import { admin, alice, bob, type Cases, insertAll, namesIn } from './cases.ts'

/** Whoever asks, the answer must be the same: lists reach images by different ways for admins and projects. */
async function filtered(database: Database, ...where: readonly Condition[]) {
  const own = [...(await namesIn(database, { viewer: alice, where }))].sort()
  const all = [...(await namesIn(database, { viewer: admin, where }))].sort()
  expect(all).toEqual(own)
  return own
}

export const filterCases: Cases = {
  async 'filters by equality on every column that has one'(database) {
    const columns = {
      disk_format: 'qcow2',
      container_format: 'bare',
      checksum: 'c'.repeat(32),
      os_hash_algo: 'sha512',
      os_hash_value: 'e'.repeat(128),
      size: 7,
      virtual_size: 8,
      min_disk: 9,
      min_ram: 10,
      protected: true,
      os_hidden: true,
      status: 'deactivated',
      name: 'this',
    } as const
    await insertAll(database, [columns, { name: 'other' }])
    for (const [column, value] of Object.entries(columns))
      expect(
        await filtered(database, { column: column as keyof typeof columns, operator: 'eq', value }),
      ).toEqual(['this'])
  },

  async 'filters by a set of values'(database) {
    const images = await insertAll(database, [{ name: 'a' }, { name: 'b' }, { name: 'c, d' }])
    expect(await filtered(database, { column: 'name', operator: 'in', value: ['a', 'c, d', 'x'] })).toEqual([
      'a',
      'c, d',
    ])
    const ids = images.slice(1).map(image => image.id)
    expect(await filtered(database, { column: 'id', operator: 'in', value: ids })).toEqual(['b', 'c, d'])
    expect(await filtered(database, { column: 'id', operator: 'in', value: [] })).toEqual([])
  },

  async 'filters by ranges of sizes, ends included'(database) {
    await insertAll(database, [
      { name: 'one', size: 1 },
      { name: 'two', size: 2 },
      { name: 'three', size: 3 },
      { name: 'none' },
    ])
    const atLeast = { column: 'size', operator: 'gte', value: 2 } as const
    const atMost = { column: 'size', operator: 'lte', value: 2 } as const
    expect(await filtered(database, atLeast)).toEqual(['three', 'two'])
    expect(await filtered(database, atMost)).toEqual(['one', 'two'])
    expect(await filtered(database, atLeast, atMost)).toEqual(['two'])
  },

  async 'filters by times with every operator'(database) {
    const middle = '2020-01-01 00:00:00.000000'
    await insertAll(database, [
      { name: 'before', created_at: '2019-12-31 23:59:59.999999' },
      { name: 'at', created_at: middle },
      { name: 'after', created_at: '2020-01-01 00:00:00.000001' },
    ])
    const by = (operator: Condition['operator']) =>
      filtered(database, { column: 'created_at', operator, value: middle })
    expect(await by('eq')).toEqual(['at'])
    expect(await by('neq')).toEqual(['after', 'before'])
    expect(await by('gt')).toEqual(['after'])
    expect(await by('gte')).toEqual(['after', 'at'])
    expect(await by('lt')).toEqual(['before'])
    expect(await by('lte')).toEqual(['at', 'before'])
  },

  async 'filters by owner, also where the owner is somebody else'(database) {
    await insertAll(database, [
      { name: 'own' },
      { name: 'open', owner: 'bob', visibility: 'public' },
      { name: 'closed', owner: 'bob' },
    ])
    const where: readonly Condition[] = [{ column: 'owner', operator: 'eq', value: 'bob' }]
    expect(await namesIn(database, { viewer: alice, where })).toEqual(['open'])
    expect(await namesIn(database, { viewer: bob, where })).toEqual(['closed', 'open'])
    expect(await namesIn(database, { viewer: admin, where })).toEqual(['closed', 'open'])
  },

  async 'finds a checksum only among images that the viewer may list'(database) {
    const checksum = 'a'.repeat(32)
    await insertAll(database, [
      { name: 'own', checksum },
      { name: 'open', owner: 'bob', visibility: 'public', checksum },
      { name: 'community', owner: 'bob', visibility: 'community', checksum },
      { name: 'closed', owner: 'bob', checksum },
    ])
    const where: readonly Condition[] = [{ column: 'checksum', operator: 'eq', value: checksum }]
    expect(await namesIn(database, { viewer: alice, where })).toEqual(['open', 'own'])
    expect(await namesIn(database, { viewer: alice, where, visibility: 'all' })).toEqual([
      'community',
      'open',
      'own',
    ])
    expect(await namesIn(database, { viewer: admin, where })).toEqual(['closed', 'open', 'own'])
  },

  async 'wants every tag and every property that is asked for'(database) {
    await insertAll(database, [
      { name: 'both', tags: ['a', 'b'], properties: new Map([['k', 'v'], ['l', 'w']]) }, // biome-ignore format: short
      { name: 'one', tags: ['a'], properties: new Map([['k', 'v']]) },
      { name: 'other', tags: ['b'], properties: new Map([['k', 'w']]) },
    ])
    for (const viewer of [alice, admin]) {
      expect(await namesIn(database, { viewer, tags: ['a'] })).toEqual(['one', 'both'])
      expect(await namesIn(database, { viewer, tags: ['a', 'b'] })).toEqual(['both'])
      expect(await namesIn(database, { viewer, properties: new Map([['k', 'v']]) })).toEqual(['one', 'both'])
      const properties = new Map([
        ['k', 'v'],
        ['l', 'w'],
      ])
      expect(await namesIn(database, { viewer, properties })).toEqual(['both'])
    }
  },

  async 'does not find an image by a tag or property that it lost'(database) {
    const [image] = await insertAll(database, [{ tags: ['a'], properties: new Map([['k', 'v']]) }])
    await database.images.update(image?.id ?? '', { tags: [], properties: new Map() })
    expect(await namesIn(database, { tags: ['a'] })).toEqual([])
    expect(await namesIn(database, { properties: new Map([['k', 'v']]) })).toEqual([])
  },

  async 'takes values for what they are, whatever they look like'(database) {
    const odd = `'; drop table images; -- %_"\\`
    await insertAll(database, [{ name: odd, tags: [odd], properties: new Map([[odd, odd]]) }, { name: 'x' }])
    expect(await filtered(database, { column: 'name', operator: 'eq', value: odd })).toEqual([odd])
    expect(await filtered(database, { column: 'name', operator: 'in', value: [odd] })).toEqual([odd])
    expect(await namesIn(database, { tags: [odd], properties: new Map([[odd, odd]]) })).toEqual([odd])
  },
}
