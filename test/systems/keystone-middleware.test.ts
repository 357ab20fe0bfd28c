import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { factory } from '../../filters/authtoken.ts'
import { identityHeaders } from '../../filters/identity/identity-headers.ts'
import { lend as loan } from '../../paste/keys.ts'
import { type TriedFilter, tryFilter } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { loadConfig } from '../../src/config/load.ts'
import { configuration, logger } from '../../src/services.ts'
import { install } from '../support/apt.ts'
import { freePort, portAnswers } from '../support/ports.ts'
import { type Program, start } from '../support/program.ts'
import {
  addUser,
  type Keystone,
  narrowToken,
  password,
  projectScope,
  startKeystone,
} from './keystone/keystone.ts'

/** Each way of configuring the filter has Python's middleware and ours beside each other, at the same Keystone. */
const ways = {
  strict: {},
  delayed: { delay_auth_decision: 'True' },
  'without catalog': { include_service_catalog: 'False' },
}
type Way = keyof typeof ways

interface Pair {
  readonly python: string
  readonly program: Program
  readonly ours: TriedFilter
}

let keystone: Keystone
const pairs = new Map<Way, Pair>()
const tokens: Record<string, string> = { forged: 'forged' }

beforeAll(async () => {
  await install('python3-keystonemiddleware')
  keystone = await startKeystone()
  const service = await keystone.create('project', { name: 'service', domain_id: 'default' })
  const engines = await keystone.create('project', { name: 'Maschinen für Züge', domain_id: 'default' })
  await keystone.create('role', { name: 'service' })
  await addUser(keystone, 'glance', service, 'service')
  const ann = await addUser(keystone, 'ann', engines, 'member')
  await keystone.grant('reader', `domains/default/users/${ann}`)
  await keystone.grant('reader', `system/users/${ann}`)
  const scope = projectScope('Maschinen für Züge')
  tokens.user = await keystone.logIn({ user: 'ann', scope })
  tokens.unscoped = await keystone.logIn({ user: 'ann' })
  tokens.domain = await keystone.logIn({ user: 'ann', scope: { domain: { id: 'default' } } })
  tokens.system = await keystone.logIn({ user: 'ann', scope: { system: { all: true } } })
  tokens.service = await keystone.logIn({ user: 'glance', scope: projectScope('service') })
  tokens.narrow = await narrowToken(keystone, tokens.user, {
    service: 'identity',
    method: 'GET',
    path: '/v2/images/*',
  })
  for (const [way, more] of Object.entries(ways)) pairs.set(way as Way, await startPair(more))
})
afterAll(async () => {
  for (const { program } of pairs.values()) await program.stop('SIGKILL')
  await keystone?.stop()
})

const requests: Readonly<Record<string, Asking>> = {
  'no token': {},
  'a forged token': { user: 'forged' },
  "a user's token": { user: 'user' },
  'a token with blanks around it': { headers: { 'X-Auth-Token': ' forged ' } },
  'a token for nothing': { user: 'unscoped' },
  'a token for a domain': { user: 'domain' },
  'a token for the system': { user: 'system' },
  'a token in X-Storage-Token': { storage: 'user' },
  "a user's and a service's": { user: 'user', service: 'service' },
  "a user's, and another user's as a service's": { user: 'user', service: 'domain' },
  "a user's, and a forged one as a service's": { user: 'user', service: 'forged' },
  "only a service's": { service: 'service' },
  'a narrow token where it is good': { user: 'narrow', path: '/v2/images/1' },
  'a narrow token where it is not': { user: 'narrow', path: '/v2/images' },
  'a narrow token by a service': { user: 'narrow', service: 'service', path: '/v2/images' },
  'a 401 from inside': { user: 'user', path: '/401' },
  'forged headers': {
    headers: { 'X-Identity-Status': 'Confirmed', 'X-User-Id': 'root', 'X-Roles': 'admin' },
  },
  'forged headers and a token': { user: 'user', headers: { 'X-Service-Roles': 'service', 'X-Tenant': 'x' } },
}

interface Asking {
  readonly user?: string
  readonly service?: string
  readonly storage?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

describe.each(Object.keys(ways) as Way[])("%s: Python's middleware and ours say the same of", way => {
  const comparable = Object.entries(requests).filter(([what]) => !pythonFails(way, what))

  test.each(comparable)('%s', async (_what, asking) => {
    const [theirs, ours] = await askBoth(way, asking)
    expect(ours).toEqual(theirs)
  })
})

test.each<[string, Way, Asking, string, unknown[]]>([
  [
    'the scope of a service is not told as that of its user',
    'strict',
    { user: 'system', service: 'service' },
    'openstack-system-scope',
    [undefined, 'all'],
  ],
  [
    'a client cannot pretend to have the system for its scope',
    'delayed',
    { headers: { 'OpenStack-System-Scope': 'all' } },
    'openstack-system-scope',
    ['all', undefined],
  ],
  [
    'access rules are not widened by whatever stands in X-Service-Token',
    'delayed',
    { user: 'narrow', service: 'forged' },
    'x-identity-status',
    ['Confirmed', 'Invalid'],
  ],
])("unlike with Python's middleware, %s", async (_what, way, asking, header, expected) => {
  const both = await askBoth(way, asking)
  expect(both.map(({ identity }) => identity[header])).toEqual(expected)
})

/** Python's middleware looks for its own service in the catalog, and falls over where there is none. */
function pythonFails(way: Way, what: string): boolean {
  return way === 'without catalog' && what.startsWith('a narrow token')
}

async function askBoth(way: Way, asking: Asking): Promise<readonly Told[]> {
  const { python, ours } = pairs.get(way) as Pair
  const { path = '/v2/images' } = asking
  const headers = headersOf(asking)
  const answers = await Promise.all([fetch(python + path, { headers }), ours.send(path, { headers })])
  return Promise.all(answers.map(told))
}

function headersOf({ user, service, storage, headers = {} }: Asking): Record<string, string> {
  const named = { 'X-Auth-Token': user, 'X-Service-Token': service, 'X-Storage-Token': storage }
  const sent = Object.entries(named).map(([name, which]) => [name, which && tokens[which]] as const)
  return {
    ...headers,
    ...Object.fromEntries(sent.flatMap(([name, value]) => (value ? [[name, value]] : []))),
  }
}

interface Told {
  readonly status: number
  readonly challenge: string | null
  readonly type: string | null
  readonly identity: Readonly<Record<string, unknown>>
}

/** What an answer says; of the headers that the app got, those that say who asks. */
async function told(answer: Response): Promise<Told> {
  const body = (await answer.json()) as Record<string, string>
  // Python's header of something that the token does not have is None.
  const identity = Object.entries(body).filter(
    ([name, value]) => value !== null && (identityHeaders.has(name) || name === 'error'),
  )
  return {
    status: answer.status,
    challenge: answer.headers.get('www-authenticate'),
    type: answer.headers.get('content-type'),
    identity: Object.fromEntries(
      identity.map(([name, value]) => [name, name === 'x-service-catalog' ? JSON.parse(value) : value]),
    ),
  }
}

const mirror: App = (req, res) => {
  res.writeHead(req.url === '/401' ? 401 : 200, { 'Content-Type': 'application/json' })
  res.end(JSON.stringify(req.headers))
}

async function startPair(more: Readonly<Record<string, string>>): Promise<Pair> {
  const conf = {
    auth_type: 'password',
    auth_url: keystone.url,
    www_authenticate_uri: 'http://keystone.example:5000',
    username: 'glance',
    password,
    user_domain_id: 'default',
    project_name: 'service',
    project_domain_id: 'default',
    service_type: 'identity',
    service_token_roles_required: 'True',
    ...more,
  }
  const port = await freePort()
  const script = join(import.meta.dirname, 'keystone/middleware.py')
  const program = start('/usr/bin/python3', [script, String(port), JSON.stringify(conf)])
  process.once('exit', () => program.child.kill('SIGKILL'))
  await portAnswers(port, program.ended)
  const lend = [
    loan(configuration, await loadConfig({ files: [], env: {}, argv: [] })),
    loan(logger, pino({ level: 'silent' })),
  ]
  const ours = await tryFilter(factory, { conf, app: mirror, lend })
  return { python: `http://127.0.0.1:${port}`, program, ours }
}
