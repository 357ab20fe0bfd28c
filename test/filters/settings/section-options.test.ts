import { expect, test } from 'vitest'
import { check } from '../../../paste/check/check.ts'
import type { Diagnostic } from '../../../paste/errors.ts'
import { loadApp } from '../../../paste/load.ts'
import { parts } from '../../paste/parts.ts'
import { folderWith } from '../../support/folder.ts'
import { settings } from '../settings.ts'

const factories = {
  authtoken: 'authtoken:factory',
  cors: 'cors:factory',
  http_proxy_to_wsgi: 'http_proxy_to_wsgi:factory',
  healthcheck: 'healthcheck:factory',
}

type Name = keyof typeof factories

/** A file in which the filter stands before an app, with these lines in its section. */
const fileWith = (name: Name, lines: string, defaults = '') =>
  fileOf(`[DEFAULT]
${defaults}
[pipeline:main]
pipeline = ${name} app
[app:app]
paste.app_factory = ./parts.js:app
[filter:${name}]
paste.filter_factory = glasspaste/filters/${factories[name]}
${lines}
`)

const line = 9

async function fileOf(text: string): Promise<string> {
  return `config:${await folderWith({ 'app.ini': text, 'parts.js': parts })}/app.ini`
}

test.each<[Name, string, Partial<Diagnostic>]>([
  ['cors', 'max_age = soon', { word: 'soon', hint: 'max_age is integer' }],
  ['cors', 'allow_credentials = maybe', { word: 'maybe', hint: 'allow_credentials is boolean' }],
  ['http_proxy_to_wsgi', 'enable_proxy_headers_parsing = jein', { word: 'jein' }],
  ['healthcheck', 'backends = disabled_by_file', { word: 'disabled_by_file', hint: 'backends is list' }],
  ['healthcheck', 'backends = disable_by_file,enable_by_files', { key: 'backends' }],
  ['healthcheck', 'disable_by_file_paths = /x', { word: '/x' }],
  ['authtoken', 'token_cache_time = soon', { word: 'soon', hint: 'token_cache_time is integer' }],
  ['authtoken', 'auth_port = 70000', { word: '70000' }],
  ['authtoken', 'memcache_servers = x\ndelay_auth_decision = perhaps', { line: 10, word: 'perhaps' }],
  ['healthcheck', 'allowed_source_ranges = 10.0.0.0/99', { word: '10.0.0.0/99' }],
])('%s: %s is a fault at its line', async (name, setting, fault) => {
  await expectFault(await fileWith(name, setting), { line, section: `filter:${name}`, ...fault })
})

test('a wrong value in [DEFAULT] is a fault there', async () => {
  const uri = await fileWith('cors', '', 'max_age = soon')
  await expectFault(uri, { line: 2, section: 'DEFAULT', key: 'max_age' })
})

async function expectFault(uri: string, fault: Partial<Diagnostic>) {
  const expected = { severity: 'error', code: 'PASTE_BAD_OPTION', ...fault }
  expect(await check(uri)).toMatchObject([expected])
  await expect(loadApp(uri, { lend: await settings() })).rejects.toMatchObject(expected)
}

test.each<[Name, string, string]>([
  ['cors', 'alowed_origin = https://a.example', 'allowed_origin'],
  ['http_proxy_to_wsgi', 'enable_proxy_header_parsing = true', 'enable_proxy_headers_parsing'],
  ['healthcheck', 'backend = disable_by_file', 'backends'],
])('%s: %s is warned of, since %s was meant', async (name, setting, meant) => {
  const uri = await fileWith(name, setting)
  const hint = `did you mean "${meant}"?`
  const warning = { severity: 'warning', code: 'PASTE_MISSPELT_OPTION', line, hint }
  expect(await check(uri)).toMatchObject([warning])
  const warnings: Diagnostic[] = []
  await loadApp(uri, { lend: await settings(), onWarning: each => warnings.push(each) })
  expect(warnings).toMatchObject([warning])
})

test.each<[Name, string]>([
  ['cors', 'oslo_config_project = glance\nlatent_expose_headers = X-Auth-Token\nallow_headers = X-Roles'],
  ['http_proxy_to_wsgi', 'oslo_config_program = glance-api'],
  // Of files of 2011 to 2014.
  ['authtoken', 'service_protocol = http\nservice_host = a\nservice_port = 5000\nadmin_token = x'],
  ['authtoken', 'signing_dir = /x\ncache = swift.cache\nhash_algorithms = md5\nmemcache_secret_key = x'],
  ['authtoken', 'auth_uri = http://a\nauth_host = a\nadmin_user = u\nadmin_tenant_name = t'],
  ['healthcheck', 'disable_by_file_path = /etc/glance/healthcheck_disable\nanswer = 42'],
])('%s: keys that are like none of its options are let be', async (name, lines) => {
  expect(await check(await fileWith(name, lines, 'admin = root'))).toEqual([])
})
