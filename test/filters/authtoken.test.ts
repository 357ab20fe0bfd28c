import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { factory } from '../../filters/authtoken.ts'
import { identityOf } from '../../filters/identity/request-identity.ts'
import { lend } from '../../paste/keys.ts'
import { type TriedFilter, tryFilter } from '../../paste/testing.ts'
import type { App, Conf } from '../../paste/types.ts'
import { loadConfig } from '../../src/config/load.ts'
import { configuration, logger } from '../../src/services.ts'
import { filterContract } from '../contracts/filter.ts'
import { credentialsFor } from '../src/keystone/open-keystone.ts'
import { soon, startTokenApi, type TokenApi } from '../src/keystone/token-api.ts'
import { settings } from './settings.ts'

interface Tried {
  readonly api: TokenApi
  readonly filter: TriedFilter
  /** What the app inwards sees of who asks. */
  seen(headers: Record<string, string>, path?: string): Promise<Record<string, unknown>>
}

/** Answers with the headers of the request. */
const mirror: App = (req, res) => res.end(JSON.stringify(req.headers))

async function tried({ conf = {}, extra = '', app = mirror }: Trial = {}): Promise<Tried> {
  const api = await startTokenApi()
  api.tokens.set('ann', {})
  const lent = await settings(credentialsFor(api.url) + extra)
  const filter = await tryFilter(factory, { conf, app, lend: lent })
  return {
    api,
    filter,
    async seen(headers, path = '/v2/images') {
      return (await (await filter.send(path, { headers })).json()) as Record<string, unknown>
    },
  }
}

interface Trial {
  readonly conf?: Conf
  readonly extra?: string
  readonly app?: App
}

const delayed = { delay_auth_decision: 'true' }

describe('a valid token', () => {
  test('says who asks, under names of all times', async () => {
    const { seen } = await tried()
    expect(await seen({ 'X-Auth-Token': 'ann' })).toMatchObject({
      'x-auth-token': 'ann',
      'x-identity-status': 'Confirmed',
      'x-user-id': 'u1',
      'x-user-name': 'Ann',
      'x-user': 'Ann',
      'x-user-domain-id': 'default',
      'x-user-domain-name': 'Default',
      'x-project-id': 'p1',
      'x-project-name': 'engines',
      'x-project-domain-id': 'default',
      'x-project-domain-name': 'Default',
      'x-tenant-id': 'p1',
      'x-tenant-name': 'engines',
      'x-tenant': 'engines',
      'x-roles': 'member,reader',
      'x-role': 'member,reader',
      'x-is-admin-project': 'True',
    })
  })

  test('brings its catalog, the endpoints of a region together', async () => {
    const { api, seen } = await tried()
    const { 'x-service-catalog': catalog } = await seen({ 'X-Auth-Token': 'ann' })
    expect(JSON.parse(String(catalog))).toEqual([
      {
        type: 'identity',
        name: 'keystone',
        endpoints: [{ region: 'here', internalURL: `${api.url}/v3`, publicURL: `${api.url}/v3` }],
      },
    ])
  })

  test('has its catalog read once, however many requests it comes with', async () => {
    const catalogs: unknown[] = []
    const { filter } = await tried({
      app: (req, res) => {
        catalogs.push(identityOf(req).serviceCatalog)
        res.end()
      },
    })
    for (let i = 0; i < 2; i++) await filter.send('/', { headers: { 'X-Auth-Token': 'ann' } })
    expect(catalogs[0]).toMatchObject([{ type: 'identity' }])
    expect(catalogs[1]).toBe(catalogs[0])
  })

  test('may stand in X-Storage-Token, and have blanks around it', async () => {
    const { seen } = await tried()
    expect(await seen({ 'X-Storage-Token': ' ann ' })).toMatchObject({ 'x-user-id': 'u1' })
  })

  test('for the system says so', async () => {
    const { api, seen } = await tried()
    api.tokens.set('root', { project: undefined, system: { all: true } })
    const headers = await seen({ 'X-Auth-Token': 'root' })
    expect(headers).toMatchObject({ 'openstack-system-scope': 'all' })
    expect(headers).not.toHaveProperty('x-project-id')
  })

  test('for a domain says so', async () => {
    const { api, seen } = await tried()
    api.tokens.set('head', {
      project: undefined,
      domain: { id: 'd1', name: 'Works' },
      is_admin_project: false,
    })
    expect(await seen({ 'X-Auth-Token': 'head' })).toMatchObject({
      'x-domain-id': 'd1',
      'x-domain-name': 'Works',
      'x-is-admin-project': 'False',
    })
  })
})

describe('what a client says of itself', () => {
  const lies = {
    'X-Identity-Status': 'Confirmed',
    'X-Service-Identity-Status': 'Confirmed',
    'X-User-Id': 'root',
    'X-User': 'root',
    'X-Roles': 'admin',
    'X-Role': 'admin',
    'X-Tenant': 'all',
    'X-Project-Id': 'all',
    'X-Domain-Id': 'all',
    'X-Service-Roles': 'service',
    'X-Service-Catalog': '[]',
    'X-Is-Admin-Project': 'True',
    'OpenStack-System-Scope': 'all',
  }

  test('is taken off where there is no token', async () => {
    const { seen } = await tried({ conf: delayed })
    const { connection: _, host: __, ...headers } = await seen({ ...lies, Accept: 'text/plain' })
    expect(headers).toEqual({ accept: 'text/plain', 'x-identity-status': 'Invalid' })
  })

  test('is replaced by what the token says', async () => {
    const { seen } = await tried()
    const headers = await seen({ ...lies, 'X-Auth-Token': 'ann' })
    expect(headers).toMatchObject({ 'x-user-id': 'u1', 'x-roles': 'member,reader', 'x-tenant': 'engines' })
    for (const name of ['openstack-system-scope', 'x-service-roles', 'x-domain-id']) {
      expect(headers).not.toHaveProperty(name)
    }
  })
})

describe('without a valid token', () => {
  test.each([
    ['no token', {}],
    ['an empty one', { 'X-Auth-Token': '' }],
    ['one that Keystone does not know', { 'X-Auth-Token': 'forged' }],
  ])('%s: 401, and where to log in', async (_what, headers) => {
    const { filter } = await tried()
    const answer = await filter.send('/v2/images', { headers })
    expect([answer.status, await answer.json()]).toEqual([
      401,
      {
        error: {
          code: 401,
          title: 'Unauthorized',
          message: 'The request you have made requires authentication.',
        },
      },
    ])
    expect(answer.headers.get('www-authenticate')).toBe('Keystone uri="http://keystone.example:5000"')
    expect(filter.reached).toBe(0)
  })

  test('with delay_auth_decision what stands inwards decides', async () => {
    const { seen } = await tried({ conf: delayed })
    expect(await seen({ 'X-Auth-Token': 'forged' })).toMatchObject({ 'x-identity-status': 'Invalid' })
  })

  test('a 401 of what stands inwards tells where to log in, other answers do not', async () => {
    const statuses: App = (req, res) => res.writeHead(Number(req.url.slice(1)), { 'X-Own': 'kept' }).end()
    const { filter } = await tried({ conf: delayed, app: statuses })
    const [unauthorized, forbidden] = [await filter.send('/401'), await filter.send('/403')]
    expect(unauthorized.headers.get('www-authenticate')).toContain('Keystone uri=')
    expect(unauthorized.headers.get('x-own')).toBe('kept')
    expect(forbidden.headers.get('www-authenticate')).toBeNull()
  })
})

describe.each([{}, delayed])('while Keystone is down, with %j', conf => {
  test('whoever it has to be asked about is answered 503', async () => {
    const { api, filter } = await tried({ conf })
    expect((await filter.send('/', { headers: { 'X-Auth-Token': 'ann' } })).status).toBe(200)
    await api.stop()
    expect((await filter.send('/', { headers: { 'X-Auth-Token': 'ann' } })).status).toBe(200)
    const answer = await filter.send('/', { headers: { 'X-Auth-Token': 'other' } })
    expect([answer.status, await answer.text()]).toEqual([
      503,
      expect.stringContaining('The Keystone service is temporarily unavailable.'),
    ])
  })
})

describe('a service that asks on behalf of a user', () => {
  const nova = { roles: [{ id: 'r', name: 'service' }], user: { id: 'n', name: 'nova', domain: named('d') } }
  const both = { 'X-Auth-Token': 'ann', 'X-Service-Token': 'nova' }

  test('is told of beside the user', async () => {
    const { api, seen } = await tried()
    api.tokens.set('nova', nova)
    expect(await seen(both)).toMatchObject({
      'x-user-name': 'Ann',
      'x-service-identity-status': 'Confirmed',
      'x-service-user-name': 'nova',
      'x-service-roles': 'service',
      'x-service-project-id': 'p1',
    })
  })

  test('may bring a token that has ended', async () => {
    const { api, seen } = await tried()
    api.tokens.set('nova', nova)
    api.tokens.set('ann', { expires_at: soon(-60) })
    expect(await seen(both)).toMatchObject({ 'x-user-name': 'Ann' })
  })

  test('is refused without one of service_token_roles', async () => {
    const { api, filter } = await tried()
    api.tokens.set('nova', { ...nova, roles: [named('member')] })
    expect((await filter.send('/', { headers: both })).status).toBe(401)
  })

  test('is only told of, where service_token_roles_required is off', async () => {
    const { api, seen } = await tried({ extra: 'service_token_roles_required = false\n' })
    api.tokens.set('nova', { ...nova, roles: [named('member')] })
    expect(await seen(both)).toMatchObject({ 'x-service-roles': 'member' })
  })

  test('leaves the user confirmed where its own token is wrong and the decision delayed', async () => {
    const { seen } = await tried({ conf: delayed })
    const headers = await seen(both)
    expect(headers).toMatchObject({
      'x-identity-status': 'Confirmed',
      'x-service-identity-status': 'Invalid',
    })
    expect(headers).not.toHaveProperty('x-service-roles')
  })
})

describe('the token of an application credential with access rules', () => {
  const rules = [
    { service: 'image', method: 'GET', path: '/v2/images/*' },
    { service: 'image', method: 'GET', path: '/v2/metadefs/**' },
    { service: 'image', method: 'GET', path: '/v2/{what}/x.y' },
    { service: 'compute', method: 'GET', path: '/v2/servers' },
  ]

  async function ask(path: string, extra = 'service_type = image\n', headers = {}) {
    const { api, filter } = await tried({ extra })
    api.tokens.set('bound', { application_credential: { id: 'c', name: 'c', access_rules: rules } })
    api.tokens.set('nova', { roles: [named('service')] })
    return (await filter.send(path, { headers: { 'X-Auth-Token': 'bound', ...headers } })).status
  }

  test.each(['/v2/images/1', '/v2/images/1?x=y', '/v2/metadefs/a/b', '/v2/other/x.y'])(
    'is good for %s, which they name',
    async path => expect(await ask(path)).toBe(200),
  )

  test.each(['/v2/images', '/v2/images/1/file', '/v2/servers', '/v2/other/xzy'])(
    'is not for %s',
    async path => expect(await ask(path)).toBe(401),
  )

  test('is good for what a service asks on the way', async () => {
    expect(await ask('/v2/images', undefined, { 'X-Service-Token': 'nova' })).toBe(200)
  })

  test.each(['forged', 'ann'])('is not widened by %s in X-Service-Token', async other => {
    const { api, seen } = await tried({ conf: delayed, extra: 'service_type = image\n' })
    api.tokens.set('bound', { application_credential: { id: 'c', name: 'c', access_rules: rules } })
    const headers = { 'X-Auth-Token': 'bound', 'X-Service-Token': other }
    expect(await seen(headers)).toMatchObject({ 'x-identity-status': 'Invalid' })
  })

  test('is good for nothing where service_type does not say what this service is', async () => {
    expect(await ask('/v2/images/1', '')).toBe(401)
  })
})

test('keys of the section win, under older names, too', async () => {
  const api = await startTokenApi()
  api.tokens.set('ann', {})
  const conf = {
    auth_host: '127.0.0.1',
    auth_port: new URL(api.url).port,
    auth_protocol: 'http',
    auth_uri: 'http://old.example:5000/',
    admin_user: 'old',
    admin_password: 'secret',
    admin_tenant_name: 'services',
  }
  const lent = await settings('[keystone_authtoken]\nwww_authenticate_uri = http://new.example\n')
  const filter = await tryFilter(factory, { conf, lend: lent })
  expect((await filter.send('/', { headers: { 'X-Auth-Token': 'ann' } })).status).toBe(200)
  expect((await filter.send('/')).headers.get('www-authenticate')).toBe(
    'Keystone uri="http://old.example:5000/"',
  )
  expect(api.logins).toMatchObject([{ auth: { identity: { password: { user: { name: 'old' } } } } }])
})

test('the credentials may stand in another section', async () => {
  const api = await startTokenApi()
  api.tokens.set('ann', {})
  const credentials = credentialsFor(api.url).replace('keystone_authtoken', 'service_user')
  const lent = await settings(`[keystone_authtoken]\nauth_section = service_user\n${credentials}`)
  const filter = await tryFilter(factory, { lend: lent })
  expect((await filter.send('/', { headers: { 'X-Auth-Token': 'ann' } })).status).toBe(200)
})

test('without a section the filter does not load, and says what to add', async () => {
  const lent = await settings('')
  await expect(tryFilter(factory, { lend: lent })).rejects.toThrow(/\[keystone_authtoken\].*auth_url = /s)
})

function named(name: string) {
  return { id: name, name }
}

filterContract('authtoken', {
  factory,
  conf: { ...delayed, auth_url: 'http://127.0.0.1:1', username: 'glance', password: 'any' },
  lend: [
    lend(configuration, await loadConfig({ files: [], env: {}, argv: [] })),
    lend(logger, pino({ level: 'silent' })),
  ],
  takesAnyKey: true,
  passes: { path: '/v2/images' },
})
