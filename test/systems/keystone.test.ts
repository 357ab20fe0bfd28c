import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { install } from '../support/apt.ts'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { type Runner, startRunner } from './clients/runner.ts'
import {
  addUser,
  type Keystone,
  narrowToken,
  password,
  projectScope,
  startKeystone,
} from './keystone/keystone.ts'

const root = join(import.meta.dirname, '../..')
const projectOf = { ann: 'engines', boss: 'engines', bob: 'labs' } as const
const roleOf: Readonly<Record<Who, string>> = { ann: 'member', boss: 'admin', bob: 'member' }
type Who = keyof typeof projectOf

let keystone: Keystone
let service: Glance
let runner: Runner

beforeAll(async () => {
  await install('python3-glanceclient', 'python3-openstackclient')
  keystone = await startKeystone()
  const projects = new Map<string, string>()
  for (const name of ['service', 'engines', 'labs']) {
    projects.set(name, await keystone.create('project', { name, domain_id: 'default' }))
  }
  await keystone.create('role', { name: 'service' })
  await addUser(keystone, 'glance', projects.get('service') ?? '', 'service')
  for (const [who, role] of Object.entries(roleOf)) {
    await addUser(keystone, who, projects.get(projectOf[who as Who]) ?? '', role)
  }
  service = await startGlance({ extra: configFor(keystone.url) })
  const image = await keystone.create('service', { type: 'image', name: 'glance' })
  await keystone.create('endpoint', {
    service_id: image,
    interface: 'public',
    region_id: 'here',
    url: service.url,
  })
  runner = await startRunner(
    'openstackclient.shell',
    'openstackclient.image.v2.image',
    'openstack.connection',
    'keystoneclient.v3.client',
    'glanceclient.shell',
    'glanceclient.v2.client',
    'warlock',
  )
})
afterAll(async () => {
  await runner?.stop()
  await service?.stop()
  await keystone?.stop()
})

/** What comes with Glance, as it is; and what guides tell to write into glance-api.conf. */
const configFor = (keystoneUrl: string) => `flavor = keystone+cachemanagement
config_file = ${root}/test/compat/paste/stock/master.ini
[keystone_authtoken]
www_authenticate_uri = ${keystoneUrl}
auth_url = ${keystoneUrl}
memcached_servers = localhost:11211
auth_type = password
project_domain_name = Default
user_domain_name = Default
project_name = service
username = glance
password = ${password}
token_cache_time = 2
http_request_max_retries = 0
service_type = image
`

describe('the openstack client', () => {
  test('logs in, uploads an image, and downloads it, the second time from the cache', async () => {
    const file = join(service.folder, 'disk.raw')
    await writeFile(file, randomBytes(100_000))
    const id = await createImage('ann', 'disk', file)

    await save('ann', id)
    await expect.poll(() => hitsOf(id)).toBe(0)
    expect(await save('ann', id)).toEqual(await readFile(file))
    await expect.poll(() => hitsOf(id)).toBe(1)
  })

  test("does not see another project's private image; its administrator's colleague does", async () => {
    const file = join(service.folder, 'small.raw')
    await writeFile(file, 'private')
    const id = await createImage('ann', 'private', file)
    expect(await listed('ann')).toContain(id)
    expect(await listed('boss')).toContain(id)
    expect(await listed('bob')).not.toContain(id)
    expect((await ask(`/v2/images/${id}/file`, await tokenOf('bob'))).status).toBe(404)
  })
})

describe('the cache', () => {
  test('is shown to an administrator by the glance client, and to nobody else', async () => {
    expect(await glance('boss', 'cache-list')).toContain('ID')
    await expect(glance('bob', 'cache-list')).rejects.toThrow('403')
  })

  test.each([
    ['boss', 200],
    ['ann', 403],
  ] as const)('answers %s with %d on the older route', async (who, status) => {
    expect((await ask('/v2/cached_images', await tokenOf(who))).status).toBe(status)
  })
})

describe('a token', () => {
  test('that is missing or forged is answered 401, and where to log in', async () => {
    for (const token of [undefined, 'forged']) {
      const answer = await ask('/v2/images', token)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${keystone.url}"`)
    }
  })

  test('that has been revoked is refused when token_cache_time is over', async () => {
    const token = await tokenOf('ann')
    expect((await ask('/v2/images', token)).status).toBe(200)
    await keystone.ask('DELETE', '/auth/tokens', { token, subject: token })
    await expect.poll(async () => (await ask('/v2/images', token)).status, { interval: 200 }).toBe(401)
  })

  test('of an application credential is good for what its access rules name', async () => {
    const token = await narrowToken(keystone, await tokenOf('ann'), {
      service: 'image',
      method: 'GET',
      path: '/v2/images',
    })
    expect((await ask('/v2/images', token)).status).toBe(200)
    expect((await ask('/v2/schemas/image', token)).status).toBe(401)
  })
})

describe('while Keystone is down', () => {
  test('who is to be asked about is answered 503; what needs no token is answered as ever', async () => {
    const token = await tokenOf('ann')
    await keystone.program.stop('SIGKILL')
    await expect.poll(async () => (await ask('/v2/images', token)).status, { interval: 200 }).toBe(503)
    expect((await ask('/')).status).toBe(300)
    await expect.poll(service.program.output).toContain('Keystone does not answer')
  })

  test('the log holds neither passwords nor tokens', () => {
    expect(service.program.output()).not.toMatch(new RegExp(`${password}|gAAAA`))
  })
})

async function createImage(who: Who, name: string, file: string): Promise<string> {
  const created = await openstack(who, 'create', name, '--file', file, '-f', 'json')
  const { id } = JSON.parse(created) as { id: string }
  return id
}

async function save(who: Who, id: string): Promise<Buffer> {
  const file = join(await mkdtemp(join(service.folder, 'saved-')), 'image')
  await openstack(who, 'save', '--file', file, id)
  return readFile(file)
}

/** How often a cached image has been read from the cache; undefined for one that is not cached. */
async function hitsOf(id: string): Promise<number | undefined> {
  const answer = await ask('/v2/cache', await tokenOf('boss'))
  const { cached_images: images } = (await answer.json()) as {
    cached_images: { image_id: string; hits: number }[]
  }
  return images.find(image => image.image_id === id)?.hits
}

const listed = (who: Who) => openstack(who, 'list', '-f', 'json')

function openstack(who: Who, ...args: string[]): Promise<string> {
  const env = { ...logInAs(who), HOME: service.folder }
  return runner.run({ argv: ['/usr/bin/openstack', 'image', ...args], env })
}

async function glance(who: Who, ...args: string[]): Promise<string> {
  const HOME = await mkdtemp(join(service.folder, 'home-'))
  return runner.run({ argv: ['/usr/bin/glance', ...args], env: { ...logInAs(who), HOME } })
}

function logInAs(who: Who): Readonly<Record<string, string>> {
  return {
    OS_AUTH_URL: `${keystone.url}/v3`,
    OS_USERNAME: who,
    OS_PASSWORD: password,
    OS_PROJECT_NAME: projectOf[who],
    OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_DOMAIN_ID: 'default',
    OS_IDENTITY_API_VERSION: '3',
  }
}

function tokenOf(who: Who): Promise<string> {
  return keystone.logIn({ user: who, scope: projectScope(projectOf[who]) })
}

function ask(path: string, token?: string): Promise<Response> {
  return fetch(service.url + path, { headers: token ? { 'X-Auth-Token': token } : {} })
}
