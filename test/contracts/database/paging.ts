import { expect } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import type { ImageQuery, ImageRecord, SortKey } from '../../../src/db/records.ts'
import { admin, alice, aQuery, bob, type Cases, insertAll, namesIn, youngestFirst } from './cases.ts'

/** Every page to the end, each begun after the last image of the one before. */
async function pagesOf(database: Database, query: Partial<ImageQuery>): Promise<readonly ImageRecord[]> {
  const images: ImageRecord[] = []
  for (;;) {
    const page = await database.images.list(aQuery({ ...query, marker: images.at(-1) }))
    if (page.length === 0) return images
    images.push(...page)
  }
}

function sortedBy(...keys: readonly (readonly [SortKey, 'asc' | 'desc'])[]): ImageQuery['sort'] {
  return [...keys.map(([key, direction]) => ({ key, direction })), { key: 'id', direction: 'asc' }]
}

const sortKeys = [
  'name',
  'status',
  'container_format',
  'disk_format',
  'size',
  'id',
  'created_at',
  'updated_at',
] as const

/** Many alike and many without a value, of several owners. */
async function insertMixture(database: Database): Promise<void> {
  await insertAll(
    database,
    Array.from({ length: 40 }, (_, index) => ({
      name: index % 3 === 0 ? null : `n${index % 5}`,
      size: index % 4 === 0 ? null : index % 7,
      disk_format: index % 2 === 0 ? 'raw' : 'qcow2',
      status: index % 2 === 0 ? ('active' as const) : ('queued' as const),
      owner: index % 2 === 0 ? 'alice' : 'bob',
      visibility: index % 4 === 1 ? ('public' as const) : ('private' as const),
      created_at: `2020-01-01 00:00:0${index % 10}.000000`,
    })),
  )
}

export const pagingCases: Cases = {
  async 'lists the youngest first and stops at the limit'(database) {
    await insertAll(database, [{ name: 'a' }, { name: 'b' }, { name: 'c' }])
    expect(await namesIn(database, { limit: 2 })).toEqual(['c', 'b'])
    expect(await namesIn(database, { limit: 0 })).toEqual([])
  },

  async 'lists nothing where there is nothing'(database) {
    for (const viewer of [alice, admin]) expect(await namesIn(database, { viewer })).toEqual([])
  },

  async 'fits pages together, in either direction of every key'(database) {
    await insertMixture(database)
    for (const viewer of [alice, admin])
      for (const key of sortKeys)
        for (const direction of ['asc', 'desc'] as const) {
          const sort = sortedBy([key, direction])
          const whole = await database.images.list(aQuery({ viewer, sort }))
          expect(whole.length).toBe(viewer === admin ? 40 : 30)
          expect(await pagesOf(database, { viewer, sort, limit: 7 })).toEqual(whole)
        }
  },

  async 'fits pages together when keys are sorted in different directions'(database) {
    await insertMixture(database)
    const sort = sortedBy(['size', 'desc'], ['name', 'asc'], ['created_at', 'desc'])
    const whole = await database.images.list(aQuery({ viewer: admin, sort }))
    expect(await pagesOf(database, { viewer: admin, sort, limit: 3 })).toEqual(whole)
  },

  async 'puts images without a value first when ascending, last when descending'(database) {
    await insertAll(database, [{ name: 'b' }, { name: null }, { name: 'a' }])
    expect(await namesIn(database, { sort: sortedBy(['name', 'asc']) })).toEqual([null, 'a', 'b'])
    expect(await namesIn(database, { sort: sortedBy(['name', 'desc']) })).toEqual(['b', 'a', null])
  },

  async 'sorts images of one time by id'(database) {
    const created_at = '2020-01-01 00:00:00.000000'
    const images = await insertAll(database, [{ created_at }, { created_at }, { created_at }])
    const ids = images.map(image => image.id).sort()
    const listed = await database.images.list(aQuery({ sort: youngestFirst }))
    expect(listed.map(image => image.id)).toEqual(ids.reverse())
  },

  async 'neither repeats nor skips an image while others come and go between pages'(database) {
    const images = await insertAll(database, [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }])
    const [first] = await database.images.list(aQuery({ limit: 1 }))
    await insertAll(database, [{ name: 'e' }])
    await database.images.delete(images[2]?.id ?? '', { status: 'deleted', from: ['active'] })
    expect(await namesIn(database, { marker: first })).toEqual(['b', 'a'])
  },

  async 'keeps filters on every page'(database) {
    await insertMixture(database)
    const where = [{ column: 'disk_format', operator: 'eq', value: 'raw' }] as const
    const images = await pagesOf(database, { viewer: admin, where, limit: 6 })
    expect(images).toHaveLength(20)
  },

  async 'merges what is own, public and shared into one order'(database) {
    const images = await insertAll(database, [
      { name: 'own', owner: 'bob' },
      { name: 'shared', visibility: 'shared' },
      { name: 'open', visibility: 'public' },
      { name: 'also own', owner: 'bob' },
    ])
    await database.members.insert(images[1]?.id ?? '', 'bob')
    const query = { viewer: bob, memberStatus: 'all' } as const
    expect(await namesIn(database, query)).toEqual(['also own', 'open', 'shared', 'own'])
    const pages = await pagesOf(database, { ...query, limit: 1 })
    expect(pages.map(image => image.name)).toEqual(['also own', 'open', 'shared', 'own'])
  },
}
