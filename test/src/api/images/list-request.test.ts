import { expect, test } from 'vitest'
import { readListRequest } from '../../../../src/api/images/list-request.ts'

const limits = { limit_param_default: 25, api_limit_max: 1000 }
const read = (query: string) => readListRequest(new URLSearchParams(query), limits)
const whereOf = (query: string) => read(query).where.filter(({ column }) => column !== 'os_hidden')

test('a page has the default size, and never more than the largest', () => {
  expect(read('').limit).toBe(25)
  expect(read('limit=5').limit).toBe(5)
  expect(read('limit=99999999999999999999').limit).toBe(1000)
})

test('hidden images stay out unless they are asked for', () => {
  expect(read('').where).toEqual([{ column: 'os_hidden', operator: 'eq', value: false }])
  expect(read('os_hidden=True').where).toEqual([{ column: 'os_hidden', operator: 'eq', value: true }])
})

test.each([
  ['', 'created_at desc, id desc'],
  ['sort=name:asc', 'name asc, created_at asc, id asc'],
  ['sort=name:asc,size', 'name asc, size desc, created_at desc, id desc'],
  ['sort_key=name&sort_key=size&sort_dir=asc', 'name asc, size asc, created_at asc, id asc'],
  ['sort_key=id&sort_key=name', 'id desc, name desc, created_at desc'],
  ['sort_key=name&sort_key=name', 'name desc, created_at desc, id desc'],
])('"%s" orders by %s, which is total', (query, order) => {
  expect(
    read(query)
      .sort.map(({ key, direction }) => `${key} ${direction}`)
      .join(', '),
  ).toBe(order)
})

test('of a filter that stands there twice, the last counts', () => {
  expect(whereOf('name=a&name=b')).toEqual([{ column: 'name', operator: 'eq', value: 'b' }])
})

test('what is no column is a custom property', () => {
  expect([...read('color=red&is_public=True&deleted=x&locations=y').properties.keys()]).toEqual([
    'color',
    'is_public',
    'deleted',
    'locations',
  ])
})

test('more tags and properties than a database can look for at once are refused', () => {
  const query = (count: number) => ['tag=a', ...Array.from({ length: count }, (_, i) => `p${i}=1`)].join('&')
  expect(read(query(99)).properties.size).toBe(99)
  expect(() => read(query(100))).toThrow('A list can be filtered by 100 tags and properties at most.')
})

test('values with commas and quotes stand in quotes', () => {
  expect(whereOf('name=in:"a,b",c,"d\\"e"')).toEqual([
    { column: 'name', operator: 'in', value: ['a,b', 'c', 'd\\"e'] },
  ])
})

test('bounds of sizes include them', () => {
  expect(whereOf('size_min=1&size_max=9')).toEqual([
    { column: 'size', operator: 'gte', value: 1 },
    { column: 'size', operator: 'lte', value: 9 },
  ])
})

test('numbers that no column can hold match nothing, or everything, and never reach the database', () => {
  const nothing = [{ column: 'min_ram', operator: 'in', value: [] }]
  expect(whereOf('min_ram=2147483648')).toEqual(nothing)
  expect(whereOf('min_ram=x')).toEqual(nothing)
  expect(whereOf('min_ram_min=2147483648')).toEqual(nothing)
  expect(whereOf('min_ram_max=-2147483649')).toEqual(nothing)
  expect(whereOf('min_ram_max=99999999999999999999')).toEqual([
    { column: 'min_ram', operator: 'lte', value: 2147483647 },
  ])
})
