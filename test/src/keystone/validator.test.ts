import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freePort } from '../../support/ports.ts'
import { at, credentialsFor, openKeystone } from './open-keystone.ts'
import { soon, startTokenApi } from './token-api.ts'

async function open(settings = '') {
  const api = await startTokenApi()
  api.tokens.set('a', {})
  return { api, ...(await openKeystone(credentialsFor(api.url) + settings)) }
}

const checks = (asked: readonly string[]) => asked.filter(question => question.startsWith('check'))

test('a token is asked about once, and then known', async () => {
  const { api, whose } = await open()
  expect(await whose('a')).toEqual(await whose('a'))
  expect(checks(api.asked)).toEqual(['check a'])
})

test('requests that come with the same token at once cause one question', async () => {
  const { api, whose } = await open()
  await Promise.all(Array.from({ length: 50 }, () => whose('a')))
  expect(checks(api.asked)).toEqual(['check a'])
})

test('a revoked token is refused when token_cache_time is over', async () => {
  const { api, whose } = await open('token_cache_time = 1\n')
  expect(await whose('a')).toBeDefined()
  api.tokens.delete('a')
  await expect.poll(() => whose('a')).toBeUndefined()
})

test.each([-1, 0])('with token_cache_time = %d nothing is remembered', async seconds => {
  const { api, whose } = await open(`token_cache_time = ${seconds}\n`)
  await whose('a')
  await whose('a')
  expect(checks(api.asked)).toEqual(['check a', 'check a'])
})

test('a token that Keystone does not know is asked about anew', async () => {
  const { api, whose } = await open()
  expect(await whose('b')).toBeUndefined()
  api.tokens.set('b', {})
  expect(await whose('b')).toBeDefined()
})

test('a token that is known is refused from its end on', async () => {
  const { api, whose } = await open()
  expect(await whose('a')).toBeDefined()
  await at(soon(3601), async () => expect(await whose('a')).toBeUndefined())
  expect(checks(api.asked)).toEqual(['check a'])
})

test('a token that has ended is good together with that of a service', async () => {
  const { api, whose } = await open()
  api.tokens.set('ended', { expires_at: soon(-60) })
  api.tokens.set('nova', { roles: [{ id: 'r', name: 'service' }] })
  api.tokens.set('other', { roles: [{ id: 'r', name: 'member' }] })
  expect(await whose('ended')).toBeUndefined()
  expect(await whose('ended', { serviceToken: 'nova' })).toMatchObject({ 'x-user-id': 'u1' })
  expect(await whose('ended')).toBeUndefined()
  expect(await whose('ended', { serviceToken: 'other' })).toBeUndefined()
})

test('Keystone is asked for no catalog where none is wanted', async () => {
  const { api, whose } = await open('include_service_catalog = false\n')
  expect(await whose('a')).not.toHaveProperty('x-service-catalog')
  expect(checks(api.asked)).toEqual(['check a?nocatalog'])
})

test('a catalog of many megabytes is read', async () => {
  const { api, whose } = await open()
  const endpoints = Array.from({ length: 50 }, (_, index) => ({
    interface: 'public',
    region: `region-${index}`,
    url: `http://service.example/${'x'.repeat(1000)}`,
  }))
  const catalog = Array.from({ length: 100 }, (_, index) => ({ type: `type-${index}`, endpoints }))
  api.tokens.set('a', { catalog })
  const services = JSON.parse((await whose('a'))?.['x-service-catalog'] ?? '') as unknown[]
  expect(services).toHaveLength(100)
})

test.each([
  ['something else', 'hello'],
  ['JSON of another kind', '{"token": {"expires_at": 5}}'],
  ['a token of nobody', `{"token": {"expires_at": "${soon(60)}", "user": {"id": "u"}}}`],
  ['nothing', ''],
])('an answer that is %s is no token', async (_kind, body) => {
  const { api, whose } = await open()
  api.answer = res => res.end(body)
  await expect(whose('a')).rejects.toMatchObject({ kind: 'Unavailable' })
})

test('what a failing Keystone says is logged once, and no token', async () => {
  const { api, whose, logged } = await open()
  api.answer = res => res.writeHead(500).end('{"error": {"message": "database is gone"}}')
  for (let i = 0; i < 3; i++) await expect(whose('secret-token')).rejects.toThrow('temporarily unavailable')
  expect(logged().match(/database is gone/g)).toHaveLength(1)
  expect(logged()).not.toContain('secret-token')
})

test('what is known stays known while Keystone is down; the rest is served when it is up again', async () => {
  const port = await freePort()
  const first = await startTokenApi(port)
  first.tokens.set('a', {})
  const { whose, logged } = await openKeystone(credentialsFor(first.url))
  await whose('a')
  await first.stop()
  await expect(whose('b')).rejects.toMatchObject({ kind: 'Unavailable' })
  expect(await whose('a')).toBeDefined()
  await expect(whose('b')).rejects.toMatchObject({ kind: 'Unavailable' })
  expect(logged().match(/does not answer/g)).toHaveLength(1)
  expect(logged()).not.toContain('answers again')
  const second = await startTokenApi(port)
  second.tokens.set('b', {})
  second.accepted.add('service-1')
  expect(await whose('b')).toBeDefined()
  expect(logged()).toContain('answers again')
})

test('a connection that fails is tried again as often as is set', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const settings = credentialsFor(url).replace('max_retries = 0', 'max_retries = 8')
  const { whose } = await openKeystone(settings)
  const found = whose('a')
  await sleep(50)
  const api = await startTokenApi(port)
  api.tokens.set('a', {})
  expect(await found).toBeDefined()
})

test('a connection that Keystone has closed meanwhile is no failure', async () => {
  const { api, whose } = await open()
  api.tokens.set('b', {})
  await whose('a')
  api.before = async () => {}
  const { url } = api
  await api.stop()
  const again = await startTokenApi(Number(new URL(url).port))
  again.tokens.set('b', {})
  again.accepted.add('service-1')
  expect(await whose('b')).toBeDefined()
})

test('a Keystone that keeps silent is given up after http_connect_timeout', async () => {
  const { api, whose, logged } = await open('http_connect_timeout = 1\n')
  const held = Promise.withResolvers<void>()
  api.before = () => held.promise
  await expect(whose('a')).rejects.toMatchObject({ kind: 'Unavailable' })
  expect(logged()).toContain('Keystone does not answer')
  held.resolve()
})
