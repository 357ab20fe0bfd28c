import fc from 'fast-check'
import { expect } from 'vitest'
import { noCompiledQueries } from '../../../../src/db/compiled-queries.ts'
import type { Database } from '../../../../src/db/database.ts'
import { databaseOn, engineOf } from '../../../../src/db/facade.ts'
import { dropListIndexes } from '../../../../src/db/list-indexes/change.ts'
import type { Condition, ImageQuery, SortKey, Viewer } from '../../../../src/db/records.ts'
import { admin, alice, anImage, aQuery, nobody } from '../../../contracts/database/cases.ts'
import { checkCases } from '../../../support/random-cases.ts'

const images = 240
const long = 'v'.repeat(3000)

/** Fills a database so that some values are everywhere and some rare: each way to a page is taken by some list. */
export async function insertMany(database: Database): Promise<void> {
  await database.transaction(async inside => {
    for (let n = 0; n < images; n++) await insertOne(inside, n)
  })
}

async function insertOne(database: Database, n: number): Promise<void> {
  const image = anImage({
    id: `${10_000_000 + ((n * 7919) % 10_007)}-0000-4000-8000-000000000000`,
    name: n % 4 === 0 ? null : `n${n % 11}`,
    size: n % 3 === 0 ? null : n % 13,
    status: n % 9 === 0 ? 'queued' : 'active',
    disk_format: n % 5 === 0 ? null : 'qcow2',
    container_format: n % 6 === 0 ? 'bare' : null,
    owner: n % 3 === 0 ? 'alice' : n % 3 === 1 ? 'bob' : `owner ${n % 20}`,
    visibility: n % 17 === 0 ? 'public' : n % 7 === 0 ? 'community' : n % 2 === 0 ? 'shared' : 'private',
    os_hidden: n % 31 === 0,
    created_at: `2020-01-01 00:00:${`${n % 50}`.padStart(2, '0')}.000000`,
    updated_at: `2021-01-01 00:00:${`${n % 40}`.padStart(2, '0')}.000000`,
    properties: new Map([
      ['common', 'here'],
      ['rare', `${n % 60}`],
      ['long', n % 50 === 0 ? long : n % 50 === 1 ? `${long}!` : 'short'],
    ]),
    tags: n % 2 === 0 ? ['common', `rare ${n % 70}`] : [`rare ${n % 70}`],
  })
  await database.images.insert(image)
  if (n % 8 === 1) await database.members.insert(image.id, 'alice')
  if (n % 16 === 1) await database.members.setStatus(image.id, 'alice', 'accepted')
  if (n % 23 === 0) await database.images.delete(image.id, { status: 'deleted', from: [image.status] })
}

/** Asks for the same lists with and without the indexes: every page to the end must be the same. */
export async function expectSameAnswers(database: Database): Promise<void> {
  const engine = engineOf(database)
  expect(engine.hasListIndexes).toBe(true)
  const plain = { ...engine, kept: undefined, hasListIndexes: false, compiled: noCompiledQueries() }
  const [ours, glances] = [databaseOn({ ...engine, kept: undefined }), databaseOn(plain)]
  const property = fc.asyncProperty(lists, async list => {
    expect(await idsOf(ours, list)).toEqual(await idsOf(glances, list))
  })
  await checkCases(property, 100)
}

const pages = 4

/** Drops the indexes, and asks again: what is kept must not be the answer, so something changes meanwhile. */
export async function expectToGoOnWithout(database: Database): Promise<void> {
  const query = aQuery({ viewer: admin, tags: ['common'] })
  const before = await database.images.list(query)
  await dropListIndexes(engineOf(database), () => {})
  await database.images.insert({ id: 'other', status: 'active' })
  expect(await database.images.list(query)).toEqual(before)
}

async function idsOf(database: Database, list: Partial<ImageQuery>): Promise<readonly string[]> {
  const query = aQuery(list)
  let page = await database.images.list(query)
  const ids = page.map(({ id }) => id)
  for (let count = 1; count < pages && page.length > 0; count++) {
    page = await database.images.list({ ...query, marker: page.at(-1) })
    ids.push(...page.map(({ id }) => id))
  }
  return ids
}

const sortKeys: readonly SortKey[] = [
  'name',
  'status',
  'container_format',
  'disk_format',
  'size',
  'updated_at',
]

const oneWay = fc
  .record({
    key: fc.constantFrom(...sortKeys, 'created_at', 'id'),
    direction: fc.constantFrom('asc', 'desc'),
  })
  .map(({ key, direction }) =>
    [...new Set<SortKey>([key, 'created_at', 'id'])].map(each => ({ key: each, direction })),
  )
const bothWays = fc
  .tuple(fc.constantFrom(...sortKeys), fc.constantFrom(...sortKeys, 'created_at' as const))
  .map(([one, other]) => [...new Set([one, other])].map(key => ({ key, direction: 'asc' as const })))
  .map(keys => [...keys, { key: 'id' as const, direction: 'desc' as const }])

const conditions: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { column: 'name', operator: 'eq', value: 'n3' },
  { column: 'name', operator: 'eq', value: null },
  { column: 'name', operator: 'in', value: ['n1', 'n2'] },
  { column: 'owner', operator: 'eq', value: 'bob' },
  { column: 'owner', operator: 'eq', value: 'owner 5' },
  { column: 'status', operator: 'eq', value: 'queued' },
  { column: 'size', operator: 'eq', value: 5 },
  { column: 'size', operator: 'gte', value: 9 },
  { column: 'disk_format', operator: 'eq', value: 'qcow2' },
  { column: 'container_format', operator: 'neq', value: 'bare' },
  { column: 'os_hidden', operator: 'eq', value: false },
  { column: 'id', operator: 'in', value: ['10007919-0000-4000-8000-000000000000'] },
)

const lists: fc.Arbitrary<Partial<ImageQuery>> = fc.record({
  viewer: fc.constantFrom<Viewer>(admin, alice, nobody, { isAdmin: false, projectId: 'owner 5' }),
  visibility: fc.constantFrom(undefined, undefined, 'all', 'public', 'private', 'shared', 'community'),
  memberStatus: fc.constantFrom('accepted', 'pending', 'all'),
  where: fc.array(conditions, { maxLength: 2 }),
  tags: fc.subarray(['common', 'rare 6', 'none'], { maxLength: 2 }),
  properties: fc
    .subarray<[string, string]>(
      [
        ['common', 'here'],
        ['rare', '12'],
        ['long', long],
        ['long', 'short'],
      ],
      { maxLength: 2 },
    )
    .map(chosen => new Map(chosen)),
  sort: fc.oneof(oneWay, oneWay, bothWays) as fc.Arbitrary<ImageQuery['sort']>,
  limit: fc.constantFrom(1, 3, 7, 25),
})
