import { describe, expect, test } from 'vitest'
import { checkObjectList, readNamespaceList, readTagList } from '../../../../src/api/metadefs/list-request.ts'

const limits = { limit_param_default: 25, api_limit_max: 100 }
const read = (query: string) => readNamespaceList(new URLSearchParams(query), limits)

describe('a list of namespaces', () => {
  test('is a page of the youngest unless the request says otherwise', () => {
    expect(read('')).toEqual({
      sortKey: 'created_at',
      direction: 'desc',
      limit: 25,
      marker: undefined,
      visibility: undefined,
      resourceTypes: undefined,
    })
  })

  test('can be ordered, filtered and continued', () => {
    const query =
      'sort_key=namespace&sort_dir=asc&limit=999&marker=m&visibility=public&resource_types=a,b&x=y'
    expect(read(query)).toEqual({
      sortKey: 'namespace',
      direction: 'asc',
      limit: 100,
      marker: 'm',
      visibility: 'public',
      resourceTypes: ['a', 'b'],
    })
  })

  test.each([
    ['limit=x', 'limit param must be an integer'],
    ['limit=-1', 'limit param must be positive'],
    ['sort_key=id;drop', 'Invalid sort key: id;drop.'],
    ['sort_dir=up', 'Invalid sort direction: up'],
    ['visibility=shared', 'Invalid visibility value: shared'],
  ])('refuses %s', (query, message) => {
    expect(() => read(query)).toThrow(message)
  })
})

describe('a list of tags', () => {
  test('is whole unless the request limits it', () => {
    expect(readTagList(new URLSearchParams('limit=')).limit).toBeUndefined()
    expect(readTagList(new URLSearchParams('limit=7')).limit).toBe(7)
  })
})

describe('a list of objects', () => {
  test('has no pages, but refuses limits that mean nothing', () => {
    expect(() => checkObjectList(new URLSearchParams('limit=7&marker=x'))).not.toThrow()
    expect(() => checkObjectList(new URLSearchParams('limit=0'))).toThrow('limit param must be positive')
  })
})
