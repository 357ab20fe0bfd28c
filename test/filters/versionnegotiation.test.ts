import { expect, test } from 'vitest'
import { factory } from '../../filters/versionnegotiation.ts'
import { lend } from '../../paste/keys.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { versions } from '../../src/services.ts'

const serving = {
  serves: (version: string) => ['v2', 'v2.9'].includes(version),
  document: () => '{"versions":[]}',
}
const tellUrls: App = (req, res) => res.end(`${req.url} for ${req.originalUrl}`)
const lent = [lend(versions, serving)]
const vendor = 'application/vnd.openstack.images-'

test.each([
  ['/v2/images', '/v2/images'],
  ['/v2.9/images?limit=1', '/v2/images?limit=1'],
  ['//v2//images', '/v2//images'],
  ['/v2', '/v2'],
  ['/v2?x=/v3', '/v2?x=/v3'],
])('%s is seen inside as %s', async (path, inside) => {
  const filter = await tryFilter(factory, { app: tellUrls, lend: lent })
  expect(await (await filter.send(path)).text()).toBe(`${inside} for ${path}`)
})

test.each([`${vendor}v2.9`, `${vendor}v2, */*`])(
  'with Accept: %s the path carries no version',
  async accept => {
    const filter = await tryFilter(factory, { app: tellUrls, lend: lent })
    const answer = await filter.send('/images', { headers: { Accept: accept } })
    expect(await answer.text()).toBe('/v2/images for /images')
  },
)

test('an empty Accept asks for no version', async () => {
  const filter = await tryFilter(factory, { app: tellUrls, lend: lent })
  const answer = await filter.send('/v2/images', { headers: { Accept: '' } })
  expect(await answer.text()).toBe('/v2/images for /v2/images')
})

test.each([
  ['/', {}],
  ['/v3/images', {}],
  ['/v2.99/images', {}],
  ['/images', {}],
  ['/images', { Accept: `text/html, ${vendor}v2` }],
  ['/v2/images', { Accept: `${vendor}v7` }],
])('%s with %o is answered with the versions to choose from', async (path, headers) => {
  const filter = await tryFilter(factory, { app: tellUrls, lend: lent })
  const answer = await filter.send(path, { headers })
  expect([answer.status, await answer.json()]).toEqual([300, { versions: [] }])
})

test.each(['GET', 'POST', 'DELETE'])('%s /versions is answered with the versions', async method => {
  const filter = await tryFilter(factory, { app: tellUrls, lend: lent })
  for (const path of ['/versions', '/versions/', '/versions/x', '/versions?x=1']) {
    expect((await filter.send(path, { method })).status).toBe(200)
  }
  expect(filter.reached).toBe(0)
})
