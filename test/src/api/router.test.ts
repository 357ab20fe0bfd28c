import { expect, test } from 'vitest'
import { route, routeFinder } from '../../../src/api/router.ts'

const find = routeFinder(
  ['/images', '/images/:id', '/images/:id/tags/:tag', '/cache/:id', '/cache/clean'].map(path =>
    route(path as string, {}),
  ),
)

test.each([
  ['/images', '/images', {}],
  ['//images', '/images', {}],
  ['/images/x', '/images/:id', { id: 'x' }],
  ['/images//x', '/images/:id', { id: 'x' }],
  ['/images/x/tags/y', '/images/:id/tags/:tag', { id: 'x', tag: 'y' }],
  ['/cache/clean', '/cache/clean', {}],
  ['/cache/other', '/cache/:id', { id: 'other' }],
  ['/images/a%20b', '/images/:id', { id: 'a b' }],
  ['/images/%C3%A9', '/images/:id', { id: 'é' }],
  ['/images/%zz', '/images/:id', { id: '%zz' }],
  ['/images/%ff%C3%A9', '/images/:id', { id: '%ff%C3%A9' }],
  ['/%69mages', '/images', {}],
])('%s is the route %s', (path, pattern, params) => {
  const match = find(path)
  expect(match?.route.path).toBe(pattern)
  expect(match?.params).toEqual(params)
})

test.each(['', '/', '/images/', '/Images', '/images/x/', '/images/a%2Fb', '/images/%00', '/images/x/tags'])(
  'no route has the path "%s"',
  path => {
    expect(find(path)).toBeUndefined()
  },
)
