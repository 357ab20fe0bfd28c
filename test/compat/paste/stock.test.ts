import { fileURLToPath } from 'node:url'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { check } from '../../../paste/check/check.ts'
import type { Diagnostic } from '../../../paste/errors.ts'
import { loadApp } from '../../../paste/load.ts'
import { send } from '../../../paste/testing.ts'

const stock = fileURLToPath(new URL('stock/', import.meta.url))
const standIns = new URL('stand-ins.ts', import.meta.url).href

const standIn: Readonly<Record<string, string>> = {
  'glance.api.middleware.version_negotiation:VersionNegotiationFilter': 'versionnegotiation',
  'glance.api.middleware.version_negotiation:filter_factory': 'versionnegotiation',
  'glance.api.middleware.context:ContextMiddleware': 'context',
  'glance.common.context:ContextMiddleware': 'context',
  'glance.common.context:filter_factory': 'context',
  'glance.api.middleware.context:UnauthenticatedContextMiddleware': 'unauthenticated',
  'glance.api.middleware.cache:CacheFilter': 'cache',
  'glance.api.middleware.image_cache:filter_factory': 'cache',
  'glance.api.middleware.cache_manage:CacheManageFilter': 'cachemanage',
  'glance.api.middleware.gzip:GzipMiddleware': 'gzip',
  'keystone.middleware.auth_token:filter_factory': 'authtoken',
  'keystone.middleware.glance_auth_token:filter_factory': 'context',
  'keystoneclient.middleware.auth_token:filter_factory': 'authtoken',
  'keystonemiddleware.auth_token:filter_factory': 'authtoken',
  'osprofiler.web:WsgiMiddleware': 'osprofiler',
  'oslo_middleware.cors:filter_factory': 'cors',
  'oslo_middleware:HTTPProxyToWSGI': 'proxy',
  'oslo_middleware:Healthcheck.factory': 'healthfilter',
  'oslo_middleware:Healthcheck.app_factory': 'healthapp',
  'glance.api.versions:create_resource': 'versions',
  'glance.api.v1:app_factory': 'v1',
  'glance.api.v1.router:API': 'v1',
  'glance.api.v2.router:API': 'v2',
  'glance.api.v3.router:API': 'v3',
}

const aliases = {
  ...Object.fromEntries(
    Object.entries(standIn).flatMap(([name, target]) =>
      [name, `${name}.factory`].map(spelling => [spelling, `${standIns}:${target}`]),
    ),
  ),
  'glance.api:root_app_factory': 'glasspaste/paste:urlmap',
  'glance.api:pipeline_factory': 'glasspaste/paste:flavors',
  'glance.common.wsgi:app_factory': '%(glance.app_factory)s',
  'glance.common.wsgi:filter_factory': '%(glance.filter_factory)s',
}

/** The way of a request through the flavor of a file. */
async function trailOf(file: string, flavor: string | undefined, path: string) {
  const app = await loadApp(`config:${stock}${file}`, { name: 'glance-api', flavor, aliases })
  const { headers } = await send(express().use(app), path)
  return String(headers.get('x-trail') ?? 'nothing')
}

const proxied = 'http_proxy_to_wsgi versionnegotiation osprofiler'

describe.each([
  ['2012.1.ini', 'versionnegotiation', 'context', '/'],
  ['2012.2.ini', 'versionnegotiation', 'unauthenticated-context', '/v2/x'],
  ['2013.2.ini', 'versionnegotiation', 'unauthenticated-context', '/v2/x'],
  ['2014.2.ini', 'versionnegotiation osprofiler', 'unauthenticated-context', '/v2/x'],
  ['11.ini', 'healthcheck versionnegotiation osprofiler', 'unauthenticated-context', '/v2/x'],
  ['13.ini', `cors healthcheck ${proxied}`, 'unauthenticated-context', '/v2/x'],
  ['22.ini', `cors healthcheck ${proxied}`, 'unauthenticated-context', '/v2/x'],
  ['25.ini', `cors healthcheck ${proxied}`, 'unauthenticated-context', '/v2/x'],
  ['27.ini', `cors ${proxied}`, 'unauthenticated-context', '/v2/x'],
  ['28.ini', `cors ${proxied}`, 'unauthenticated-context', '/v2/x'],
  ['master.ini', `cors ${proxied}`, 'unauthenticated-context', '/v2/x'],
])('%s', (file, before, anonymous, path) => {
  const trail = (flavor: string | undefined, filters: string) => async () => {
    const app = file === '2012.1.ini' ? 'v1' : 'v2'
    expect(await trailOf(file, flavor, path)).toBe(`${before} ${filters} ${app}`)
  }

  test('without a flavor, everybody comes in', trail(undefined, anonymous))
  test('caching adds the cache', trail('caching', `${anonymous} cache`))
  test('cachemanagement adds its routes', trail('cachemanagement', `${anonymous} cache cachemanage`))

  // Files of 2012 hold placeholders for keystone: see below.
  if (file.startsWith('2012')) return
  test('keystone asks who it is', trail('keystone', 'authtoken context'))
  test('keystone and caching', trail('keystone+caching', 'authtoken context cache'))
  test(
    'keystone and cachemanagement',
    trail('keystone+cachemanagement', 'authtoken context cache cachemanage'),
  )
})

test.each(['2012.1.ini', '2012.2.ini'])('placeholders in %s stop the flavors that use them', async file => {
  await expect(trailOf(file, 'keystone', '/')).rejects.toThrow(
    'write admin_tenant_name = %%SERVICE_TENANT_NAME%%',
  )
})

test.each(['27.ini', '28.ini', 'master.ini'])('%s answers for its health before any filter', async file => {
  expect(await trailOf(file, 'keystone', '/healthcheck')).toBe('healthcheck')
})

test('a composite that misspells /healthcheck sends it through the filters', async () => {
  const trail = await trailOf('27.ini', 'keystone+cachemanagement', '/healthcheck')
  expect(trail).toMatch(/^cors .* versions$/)
})

test.each(['2013.2.ini', '13.ini', '22.ini'])('%s has trusted-auth', async file => {
  expect(await trailOf(file, 'trusted-auth', '/v2')).toMatch(/ context v2$/)
  expect(await trailOf(file, 'trusted-auth+cachemanagement', '/v2')).toMatch(/ context cache cachemanage v2$/)
})

test('the sections may stand in the configuration of the service', async () => {
  expect(await trailOf('2011.3.conf', undefined, '/')).toBe('versionnegotiation context v1')
})

test('what guides show loads as it is', async () => {
  expect(await trailOf('by-hand.ini', undefined, '/x')).toBe('v2')
  expect(await trailOf('by-hand.ini', undefined, '/healthcheck')).toBe('healthcheck')
  expect(await trailOf('by-hand.ini', 'caching', '/')).toBe('versionnegotiation context cache v1')
})

test('a flavor that a file does not have is refused with those it has', async () => {
  await expect(trailOf('25.ini', 'trusted-auth', '/')).rejects.toThrow('keystone+cachemanagement')
  await expect(trailOf('master.ini', 'keystone+cachin', '/')).rejects.toThrow(
    'did you mean "keystone+caching"?',
  )
})

test('each Python name is warned of once in each place, with the new name', async () => {
  const warnings: Diagnostic[] = []
  await loadApp(`config:${stock}master.ini`, {
    name: 'glance-api',
    aliases,
    onWarning: each => warnings.push(each),
  })
  const places = warnings.map(({ code, line }) => `${code} ${line}`)
  expect(new Set(places).size).toBe(places.length)
  expect(warnings.find(({ word }) => word === 'glance.api:pipeline_factory')?.hint).toContain(
    'glasspaste/paste:flavors',
  )
})

test.each(['13.ini', '22.ini', '25.ini', '27.ini', '28.ini', 'master.ini'])(
  '%s has no faults',
  async file => {
    const found = await check(`config:${stock}${file}`, { aliases })
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  },
)
