import { expect, test } from 'vitest'
import { authUrl, identityUrl, loginBody } from '../../../src/keystone/credentials.ts'
import { configWith, settingsIn } from './open-keystone.ts'

async function credentials(lines: string) {
  return settingsIn(await configWith(`[keystone_authtoken]\n${lines}`)).credentials
}

test.each([
  ['http://a:5000', 'http://a:5000/v3'],
  ['http://a:5000/', 'http://a:5000/v3'],
  ['http://a:5000/v3/', 'http://a:5000/v3'],
  ['http://a:5000/v2.0', 'http://a:5000/v3'],
  ['https://a/identity', 'https://a/identity/v3'],
  ['https://a/identity/v3', 'https://a/identity/v3'],
])('the API of %s is at %s', (address, url) => {
  expect(identityUrl(address)).toBe(url)
})

test.each([
  ['auth_host = a', 'https://a:35357'],
  ['auth_host = ::1\nauth_port = 5000\nauth_protocol = http', 'http://[::1]:5000'],
  ['auth_host = a\nauth_admin_prefix = /identity/', 'https://a:35357/identity'],
  ['identity_uri = http://b:5000\nauth_host = a', 'http://b:5000'],
])('%j means %s', async (lines, url) => {
  expect(authUrl(await credentials(lines))).toBe(url)
})

const named = 'username = u\npassword = p\nuser_domain_id = d\n'

test.each([
  ['project_id = p1', { project: { id: 'p1' } }],
  ['project_name = p', { project: { name: 'p', domain: { id: 'default' } } }],
  ['tenant_name = p\ndefault_domain_name = D', { project: { name: 'p', domain: { name: 'D' } } }],
  ['project_name = p\nproject_domain_id = x', { project: { name: 'p', domain: { id: 'x' } } }],
  ['domain_id = x', { domain: { id: 'x' } }],
  ['domain_name = X', { domain: { name: 'X' } }],
  ['system_scope = all', { system: { all: true } }],
  ['trust_id = t', { 'OS-TRUST:trust': { id: 't' } }],
  ['project_name =', undefined],
])('%j is the scope of a login', async (lines, scope) => {
  expect(loginBody(await credentials(named + lines))).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'u', domain: { id: 'd' }, password: 'p' } },
      },
      ...(scope && { scope }),
    },
  })
})

test('an application credential by name has its user', async () => {
  const lines = `${named}auth_type = v3applicationcredential
application_credential_name = c
application_credential_secret = s
`
  expect(loginBody(await credentials(lines))).toMatchObject({
    auth: {
      identity: {
        application_credential: { name: 'c', secret: 's', user: { name: 'u', domain: { id: 'd' } } },
      },
    },
  })
})
