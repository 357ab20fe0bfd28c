import supertest from 'supertest'
import { describe, expect, test } from 'vitest'
import { startApi } from './api-server.ts'

interface Version {
  readonly id: string
  readonly status: string
  readonly links: readonly { readonly href: string }[]
}

const several = `
enabled_backends = a:file
[glance_store]
default_backend = a
[a]
filesystem_store_datadir = <folder>/a
`

const cached = 'image_cache_dir = <folder>/cache\nimage_cache_driver = sqlite\n'

async function versionsWith(settings: string) {
  await using api = await startApi({ settings: folder => settings.replaceAll('<folder>', folder) })
  const { body } = await supertest(api.server).get('/versions').expect(200)
  const versions: readonly Version[] = body.versions
  const served = await Promise.all(
    Array.from({ length: 20 }, async (_, minor) => {
      const { status } = await supertest(api.server).get(`/v2.${minor}/nope`)
      return status === 300 ? [] : [minor]
    }),
  )
  return {
    listed: versions.map(({ id }) => id.slice('v2.'.length)).join(' '),
    current: versions.filter(({ status }) => status === 'CURRENT').map(({ id }) => id),
    served: served.flat().join(' '),
  }
}

describe('what is listed and what is served', () => {
  test.each([
    ['one store', '', '15 9 17 7 6 5 4 3 2 1 0', '0 1 2 3 4 5 6 7 9 15 17', 'v2.17'],
    [
      'a cache in no folder',
      'image_cache_dir =\n',
      '15 9 17 7 6 5 4 3 2 1 0',
      '0 1 2 3 4 5 6 7 9 15 17',
      'v2.17',
    ],
    [
      'several stores',
      several,
      '15 13 12 11 10 9 8 17 7 6 5 4 3 2 1 0',
      '0 1 2 3 4 5 6 7 8 9 10 11 12 13 15 17',
      'v2.17',
    ],
    ['a cache', cached, '18 17 16 15 14 9 7 6 5 4 3 2 1 0', '0 1 2 3 4 5 6 7 9 14 15 16 17 18', 'v2.18'],
    [
      'both',
      cached + several,
      '18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0',
      '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18',
      'v2.18',
    ],
  ])('with %s', async (_what, settings, listed, served, current) => {
    expect(await versionsWith(settings)).toEqual({ listed, served, current: [current] })
  })
})

test.each(['/', '/v3', '/v9/images', '/images', '/v2x'])(
  '%s gets the choice, whatever the method',
  async path => {
    await using api = await startApi()
    await supertest(api.server).get(path).expect(300)
    await supertest(api.server).post(path).expect(300)
    await supertest(api.server).head(path).expect(300)
  },
)

test('links lead to where the request came to, or to the public endpoint', async () => {
  await using api = await startApi()
  const asked = await supertest(api.server).get('/').set('Host', 'images.example:80')
  expect(asked.body.versions[0].links).toEqual([{ rel: 'self', href: 'http://images.example:80/v2/' }])

  await using behind = await startApi({ settings: 'public_endpoint = https://cloud.example/image/' })
  const { body } = await supertest(behind.server).get('/')
  expect(body.versions[0].links).toEqual([{ rel: 'self', href: 'https://cloud.example/image/v2/' }])

  await using unsaid = await startApi({ settings: 'public_endpoint =' })
  const again = await supertest(unsaid.server).get('/').set('Host', 'images.example:80')
  expect(again.body).toEqual(asked.body)
})
