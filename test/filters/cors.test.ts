import { expect, test } from 'vitest'
import { factory } from '../../filters/cors.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { Conf } from '../../paste/types.ts'
import { settings } from './settings.ts'

const page = 'https://horizon.example'

async function behind(conf: Conf, text = '') {
  return tryFilter(factory, { conf, lend: await settings(text) })
}

async function preflight(conf: Conf, headers: Record<string, string>) {
  const filter = await behind(conf)
  const answer = await filter.send('/v2/images', { method: 'OPTIONS', headers: { Origin: page, ...headers } })
  expect(filter.reached).toBe(0)
  return answer
}

test('a page of an allowed origin may read the answer', async () => {
  const filter = await behind({ allowed_origin: `http://other,${page}` })
  const { headers } = await filter.send('/v2/images', { headers: { Origin: page } })
  expect(headers.get('Access-Control-Allow-Origin')).toBe(page)
  expect(headers.get('Access-Control-Allow-Credentials')).toBe('true')
  expect(headers.get('Access-Control-Expose-Headers')).toContain('X-OpenStack-Request-ID')
  expect(headers.get('Vary')).toBe('Origin')
})

test.each<Record<string, string>>([
  { Origin: 'https://mallory.example' },
  { Origin: `${page}.mallory.example` },
  {},
])('with %o the answer allows nothing', async headers => {
  const filter = await behind({ allowed_origin: page })
  const answer = await filter.send('/v2/images', { headers })
  expect(await answer.text()).toBe('reached')
  expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(false)
})

test('a section for other pages says what those may do, and else agrees with [cors]', async () => {
  const conf = `[cors]
allowed_origin = ${page}
max_age = 60
[cors.dashboard]
allowed_origin = https://dashboard,${page}
allow_credentials = false
expose_headers = X-Mine
`
  const filter = await behind({}, conf)
  const askedBy = async (origin: string) => {
    const { headers } = await filter.send('/v2/images', { headers: { Origin: origin } })
    return ['Origin', 'Credentials'].map(name => headers.get(`Access-Control-Allow-${name}`))
  }
  expect(await askedBy('https://dashboard')).toEqual(['https://dashboard', null])
  expect(await askedBy(page)).toEqual([page, 'true'])

  const asked = { Origin: 'https://dashboard', 'Access-Control-Request-Method': 'GET' }
  const { headers } = await filter.send('/', { method: 'OPTIONS', headers: asked })
  expect(headers.get('Access-Control-Max-Age')).toBe('60')
})

test('* allows every origin, by that name', async () => {
  const filter = await behind({ allowed_origin: '*' })
  const { headers } = await filter.send('/', { headers: { Origin: page } })
  expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
})

test('a preflight request is told what it asked for', async () => {
  const { status, headers } = await preflight(
    { allowed_origin: page, max_age: '60' },
    {
      'Access-Control-Request-Method': 'PATCH',
      'Access-Control-Request-Headers': 'x-auth-token, Content-Type',
    },
  )
  expect(status).toBe(200)
  expect(headers.get('Access-Control-Allow-Methods')).toBe('PATCH')
  expect(headers.get('Access-Control-Allow-Headers')).toBe('x-auth-token,Content-Type')
  expect(headers.get('Access-Control-Max-Age')).toBe('60')
})

test.each([
  ['no method', {}],
  ['a method that is not allowed', { 'Access-Control-Request-Method': 'TRACE' }],
  [
    'a header that is not allowed',
    { 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'X-Secret' },
  ],
])('a preflight request with %s is answered 200 and allows nothing', async (_what, headers) => {
  const answer = await preflight({ allowed_origin: page }, headers)
  expect(answer.status).toBe(200)
  expect(answer.headers.has('Access-Control-Allow-Origin')).toBe(false)
})

test('with no origin allowed every request passes but OPTIONS, which is answered 200', async () => {
  const filter = await behind({ oslo_config_project: 'glance', oslo_config_program: 'glance-api' })
  expect(await (await filter.send('/', { headers: { Origin: page } })).text()).toBe('reached')
  expect((await filter.send('/', { method: 'OPTIONS' })).status).toBe(200)
})

test('[cors] of the configuration counts where the section is silent', async () => {
  const filter = await behind({ allow_credentials: 'false' }, `[cors]\nallowed_origin = ${page}\n`)
  const { headers } = await filter.send('/', { headers: { Origin: page } })
  expect(headers.get('Access-Control-Allow-Origin')).toBe(page)
  expect(headers.has('Access-Control-Allow-Credentials')).toBe(false)
})
