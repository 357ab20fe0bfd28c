import type { Request } from 'express'
import { expect, test } from 'vitest'
import { factory as context } from '../../filters/context.ts'
import { factory as unauthenticated } from '../../filters/unauthenticated-context.ts'
import { lend } from '../../paste/keys.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { App, FilterFactory } from '../../paste/types.ts'
import { requestContext } from '../../src/identity/context.ts'
import { currentRequest } from '../../src/log/request-scope.ts'
import type { Policy } from '../../src/policy/policy.ts'
import type { ImageService } from '../../src/service.ts'
import { imageService } from '../../src/services.ts'
import { settings } from './settings.ts'

const adminsOnly: Pick<Policy, 'allows'> = {
  allows: (caller, rule) => rule === 'context_is_admin' && caller.roles.includes('admin'),
}

async function callerBehind(
  factory: FilterFactory,
  headers: Record<string, string>,
  { conf = '', look = (req: Request): unknown => requestContext.get(req) } = {},
): Promise<{ readonly answer: Response; readonly caller: Record<string, unknown> }> {
  const app: App = (req, res) => res.end(JSON.stringify(look(req)))
  const service = { policy: adminsOnly } as Partial<ImageService> as ImageService
  const filter = await tryFilter(factory, {
    app,
    lend: [...(await settings(conf)), lend(imageService, service)],
  })
  const answer = await filter.send('/v2/images', { headers })
  const caller = answer.ok ? ((await answer.clone().json()) as Record<string, unknown>) : {}
  return { answer, caller }
}

const confirmed = { 'X-Identity-Status': 'Confirmed' }

test('a confirmed caller is known by the identity headers', async () => {
  const { caller } = await callerBehind(context, {
    ...confirmed,
    'X-User-Id': 'ada',
    'X-Project-Id': 'engines',
    'X-User-Domain-Id': 'default',
    'X-Project-Domain-Id': 'other',
    'X-Roles': 'Member, READER',
    'X-Service-Roles': 'service',
    'X-Auth-Token': 't0ken',
    'X-Service-Catalog': '[{"type":"image"}]',
  })
  expect(caller).toMatchObject({
    userId: 'ada',
    projectId: 'engines',
    userDomainId: 'default',
    projectDomainId: 'other',
    roles: ['member', 'reader'],
    serviceRoles: ['service'],
    authToken: 't0ken',
    serviceCatalog: [{ type: 'image' }],
    isAdmin: false,
    readOnly: false,
  })
})

test.each(['X-Tenant-Id', 'X-Tenant'])('%s names the project for proxies of long ago', async header => {
  const { caller } = await callerBehind(context, { ...confirmed, [header]: 'engines' })
  expect(caller.projectId).toBe('engines')
})

test('who is an administrator is decided by policy', async () => {
  const { caller } = await callerBehind(context, { ...confirmed, 'X-Roles': 'Admin' })
  expect(caller.isAdmin).toBe(true)
})

test('a caller without a confirmed identity is answered 401, in the form it accepts, without a request id', async () => {
  const { answer } = await callerBehind(context, { Accept: 'application/json', 'X-Roles': 'admin' })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('x-openstack-request-id')).toBeNull()
  expect(await answer.json()).toMatchObject({ code: '401 Unauthorized', title: 'Unauthorized' })
})

test('with allow_anonymous_access such a caller may look and not touch', async () => {
  const conf = '[DEFAULT]\nallow_anonymous_access = true\n'
  const { caller } = await callerBehind(context, { 'X-Roles': 'admin', 'X-User-Id': 'mallory' }, { conf })
  expect(caller).toMatchObject({ readOnly: true, isAdmin: false, roles: [], userId: null })
})

test.each(['{', '{"not": "a list"}'])('the service catalog %s is answered 500', async catalog => {
  const { answer } = await callerBehind(context, { ...confirmed, 'X-Service-Catalog': catalog })
  expect(answer.status).toBe(500)
})

test('without authentication everybody is an administrator without a project', async () => {
  const { caller } = await callerBehind(unauthenticated, { 'X-Project-Id': 'engines', 'X-Roles': 'reader' })
  expect(caller).toMatchObject({ isAdmin: true, readOnly: false, projectId: null, roles: [] })
})

for (const [name, factory] of Object.entries({ context, unauthenticated })) {
  test(`${name}: the answer carries a request id of its own`, async () => {
    const { answer, caller } = await callerBehind(factory, confirmed)
    const id = answer.headers.get('x-openstack-request-id')
    expect(id).toMatch(/^req-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(caller.requestId).toBe(id)
  })

  test.each([
    ['req-mine', 'req-mine'],
    ['mine', 'req-mine'],
  ])(`${name}: the client's request id %s is kept as %s`, async (sent, kept) => {
    const headers = { ...confirmed, 'X-Openstack-Request-ID': sent }
    const { answer } = await callerBehind(factory, headers)
    expect(answer.headers.get('x-openstack-request-id')).toBe(kept)
  })

  test.each(['a b - - -] forged', 'a\tb', 'a\x9b31m', 'é'])(
    `${name}: the request id "%s" is replaced`,
    async sent => {
      const headers = { ...confirmed, 'X-Openstack-Request-ID': sent }
      const { answer } = await callerBehind(factory, headers)
      expect(answer.headers.get('x-openstack-request-id')).toMatch(/^req-[\da-f-]{36}$/)
    },
  )

  test(`${name}: a request id of 64 characters passes, a longer one is answered 431`, async () => {
    const send = (length: number) =>
      callerBehind(factory, { ...confirmed, 'X-Openstack-Request-ID': 'x'.repeat(length) })
    expect((await send(64)).answer.status).toBe(200)
    expect((await send(65)).answer.status).toBe(431)
  })

  test(`${name}: max_request_id_length = 0 sets no limit`, async () => {
    const headers = { ...confirmed, 'X-Openstack-Request-ID': 'x'.repeat(1000) }
    const conf = '[DEFAULT]\nmax_request_id_length = 0\n'
    expect((await callerBehind(factory, headers, { conf })).answer.status).toBe(200)
  })

  test(`${name}: what is logged inside belongs to the request`, async () => {
    const { answer, caller } = await callerBehind(factory, confirmed, { look: () => currentRequest() })
    expect(caller.requestId).toBe(answer.headers.get('x-openstack-request-id'))
  })
}
