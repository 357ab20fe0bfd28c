import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createSession } from '../../../src/keystone/session.ts'
import type { Reply, Transport } from '../../../src/keystone/transport.ts'
import { at, configWith, credentialsFor, openKeystone, settingsIn } from './open-keystone.ts'
import { identityIn, soon, startTokenApi, type TokenApi } from './token-api.ts'

async function withTokens(...tokens: string[]): Promise<TokenApi> {
  const api = await startTokenApi()
  for (const token of tokens) api.tokens.set(token, {})
  return api
}

test('the service logs in with the first token it is to check, and once', async () => {
  const api = await withTokens('a', 'b')
  const { whose } = await openKeystone(credentialsFor(api.url))
  expect(api.asked).toEqual([])
  await whose('a')
  await whose('b')
  expect(api.asked).toEqual(['log in', 'check a', 'check b'])
  expect(api.connections).toBe(1)
})

test('a login names user, domain and project', async () => {
  const api = await withTokens('a')
  const { whose } = await openKeystone(credentialsFor(api.url))
  await whose('a')
  const user = { name: 'glance', domain: { name: 'Default' }, password: 'opensesame' }
  expect(api.logins).toEqual([
    {
      auth: {
        identity: { methods: ['password'], password: { user } },
        scope: { project: { name: 'service', domain: { name: 'Default' } } },
      },
    },
  ])
})

test('many requests at once wait for one login', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `token-${index}`)
  const api = await withTokens(...names)
  const { whose } = await openKeystone(credentialsFor(api.url))
  await Promise.all(names.map(name => whose(name)))
  expect(api.logins).toHaveLength(1)
})

test('a token of the service that is refused is replaced, and the question asked again', async () => {
  const api = await withTokens('a', 'b', 'c')
  const { whose } = await openKeystone(credentialsFor(api.url))
  await whose('a')
  api.accepted.clear()
  expect(await Promise.all([whose('b'), whose('c')])).toEqual([expect.anything(), expect.anything()])
  expect(api.logins).toHaveLength(2)
})

test('a service that is refused even then makes no third attempt', async () => {
  const api = await withTokens('a')
  api.before = async question => question.startsWith('check') && api.accepted.clear()
  const { whose, logged } = await openKeystone(credentialsFor(api.url))
  await expect(whose('a')).rejects.toMatchObject({ kind: 'Unavailable' })
  expect(api.asked).toEqual(['log in', 'check a', 'log in', 'check a'])
  expect(logged()).toContain('refused with 401')
})

test('the token of the service is renewed before its end, while it still serves', async () => {
  const api = await withTokens('a', 'b')
  api.login = { expires_at: soon(1000) }
  const { whose } = await openKeystone(credentialsFor(api.url))
  await whose('a')
  const held = Promise.withResolvers<void>()
  api.before = question => (question === 'log in' ? held.promise : undefined)
  await at(soon(950), async () => expect(await whose('b')).toBeDefined())
  held.resolve()
  expect(api.asked).toContain('check b')
  await expect.poll(() => api.logins.length).toBe(2)
})

test.each([
  ['is told where Keystone does not answer', false, 1],
  ['is no news where the service closes', true, 0],
])('a renewal that fails %s', async (_, isClosed, told) => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const { token: endpoint, credentials } = settingsIn(await configWith(credentialsFor('http://127.0.0.1:1')))
  let logins = 0
  const ask: Transport['ask'] = async ({ method }) => {
    if (method === 'GET') return { status: 200, headers: {}, body: '' }
    if (++logins === 1) return loginUntil(soon(1000))
    throw new Error('no answer')
  }
  const transport = { ask, isClosed, close() {} }
  const session = createSession({ credentials, endpoint, transport, log })
  await session.ask('/auth/tokens')
  await at(soon(950), () => session.ask('/auth/tokens'))
  await setImmediate()
  expect(logins).toBe(2)
  expect(lines.filter(line => line.includes('could not be renewed yet'))).toHaveLength(told)
})

function loginUntil(expires_at: string): Reply {
  const body = JSON.stringify({ token: { expires_at, user: {} } })
  return { status: 201, headers: { 'x-subject-token': 't' }, body }
}

test('tokens are checked at the endpoint of the catalog, in the region that is set', async () => {
  const there = await withTokens('a')
  const api = await withTokens()
  there.accepted.add('service-1')
  api.login = { catalog: [identityIn('elsewhere', 'http://127.0.0.1:1'), identityIn('here', there.url)] }
  const { whose } = await openKeystone(`${credentialsFor(api.url)}region_name = here\n`)
  expect(await whose('a')).toBeDefined()
  expect([api.asked, there.asked]).toEqual([['log in'], ['check a']])
})

test('without such an endpoint they are checked at auth_url, and the log says so', async () => {
  const api = await withTokens('a')
  const { whose, logged } = await openKeystone(`${credentialsFor(api.url)}interface = admin\n`)
  expect(await whose('a')).toBeDefined()
  expect(logged()).toContain('no admin endpoint')
})

test('a login that fails is tried again with the next token, and tells no password', async () => {
  const api = await withTokens('a')
  api.login = 401
  const { whose, logged } = await openKeystone(credentialsFor(api.url))
  await expect(whose('a')).rejects.toMatchObject({ kind: 'Unavailable' })
  expect(logged()).toContain('the service cannot log in')
  expect(logged()).not.toContain('opensesame')
  api.login = {}
  expect(await whose('a')).toBeDefined()
  expect(logged()).toContain('Keystone answers again')
})

test('an application credential logs in without a scope', async () => {
  const api = await withTokens('a')
  const { whose } = await openKeystone(`[keystone_authtoken]
auth_type = v3applicationcredential
auth_url = ${api.url}/v3/
application_credential_id = c1
application_credential_secret = hidden
`)
  await whose('a')
  const application_credential = { id: 'c1', secret: 'hidden' }
  expect(api.logins).toEqual([
    { auth: { identity: { methods: ['application_credential'], application_credential } } },
  ])
})
