import { beforeEach, expect, test } from 'vitest'
import { createNamespace, listTags, setTags } from '../../../src/metadefs/index.ts'
import { admin, openService, type TestService } from '../images/service.ts'
import { contents } from './contents.ts'

let service: TestService
beforeEach(async () => {
  service = await openService()
  await createNamespace(service, admin, { namespace: 'one' }, contents({ tags: [{ name: 'old' }] }))
})

const set = (tags: readonly string[], append = false) => setTags(service, admin, 'one', { tags, append })

async function names(): Promise<readonly string[]> {
  const tags = await listTags(service, admin, 'one', { sortKey: 'name', direction: 'asc' })
  return tags.map(({ name }) => name)
}

test('new tags stand in the place of all others', async () => {
  await set(['b', 'a'])
  expect(await names()).toEqual(['a', 'b'])
})

test('tags can be appended', async () => {
  await set(['new'], true)
  expect(await names()).toEqual(['new', 'old'])
})

test('no tags change nothing', async () => {
  await set([])
  expect(await names()).toEqual(['old'])
})

test('when one of the tags cannot be added, all stays as it was', async () => {
  await expect(set(['a', 'a'])).rejects.toMatchObject({ kind: 'Conflict' })
  await expect(set(['new', 'old'], true)).rejects.toMatchObject({ kind: 'Conflict' })
  expect(await names()).toEqual(['old'])
})

test('a page begins after the tag that is named', async () => {
  await set(['a', 'b', 'c'])
  const page = await listTags(service, admin, 'one', {
    sortKey: 'name',
    direction: 'asc',
    marker: 'a',
    limit: 1,
  })
  expect(page).toMatchObject([{ name: 'b' }])
  await expect(
    listTags(service, admin, 'one', { sortKey: 'name', direction: 'asc', marker: 'nope' }),
  ).rejects.toThrow('Could not find metadata tag nope')
})
