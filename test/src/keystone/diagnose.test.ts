import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renderDiagnostic } from '../../../src/config/diagnostic.ts'
import { diagnoseKeystone } from '../../../src/keystone/diagnose.ts'
import { configWith, settingsIn } from './open-keystone.ts'

const good = {
  auth_url: 'http://keystone.example:5000',
  www_authenticate_uri: 'http://keystone.example:5000',
  username: 'glance',
  password: 'opensesame',
  user_domain_name: 'Default',
  project_name: 'service',
  project_domain_name: 'Default',
}

async function diagnose(keys: Record<string, string | undefined>, before = '') {
  const lines = Object.entries({ ...good, ...keys }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} = ${value}`],
  )
  const config = await configWith([`${before}[keystone_authtoken]`, ...lines, ''].join('\n'))
  return diagnoseKeystone(config, settingsIn(config))
}

test('a section as guides show it has no faults', async () => {
  expect(await diagnose({})).toEqual([])
})

describe('a fault', () => {
  test.each([
    ['auth_url', 'auth_url = http://KEYSTONE:5000'],
    ['username', 'username = glance'],
    ['password', undefined],
  ])('is a missing %s, told at the line of the section', async (key, hint) => {
    expect(await diagnose({ [key]: undefined }, '[DEFAULT]\n')).toMatchObject([
      {
        severity: 'error',
        code: 'CONFIG_KEYSTONE',
        group: 'keystone_authtoken',
        key,
        message: expect.stringContaining(`${key} is missing`),
        origin: { kind: 'file', line: 2, text: '[keystone_authtoken]' },
        ...(hint ? { hint: `add ${hint}` } : {}),
      },
    ])
  })

  test.each([
    ['passwort', 'did you mean "password"?'],
    ['v2password', 'did you mean "v3password"?'],
    ['kerberos', 'there are password, v3password and v3applicationcredential'],
  ])('is auth_type %s', async (type, hint) => {
    expect(await diagnose({ auth_type: type })).toMatchObject([
      { severity: 'error', key: 'auth_type', hint, origin: { text: `auth_type = ${type}` } },
    ])
  })

  test('is an auth_url that is no address', async () => {
    expect(await diagnose({ auth_url: 'keystone:5000' })).toMatchObject([{ key: 'auth_url' }])
  })

  test('is an application credential without its secret', async () => {
    const keys = { auth_type: 'v3applicationcredential', application_credential_id: 'c1' }
    expect(await diagnose(keys)).toMatchObject([{ severity: 'error', key: 'application_credential_secret' }])
  })

  test('is a cafile that cannot be read', async () => {
    const cafile = join(import.meta.dirname, 'no-such.pem')
    expect(await diagnose({ cafile })).toMatchObject([
      { severity: 'error', key: 'cafile', origin: { text: `cafile = ${cafile}` } },
    ])
  })

  test('of credentials is told where they stand', async () => {
    const config = await configWith('[keystone_authtoken]\nauth_section = other\n[other]\nusername = x\n')
    expect(await diagnoseKeystone(config, settingsIn(config))).toMatchObject([
      { severity: 'error', group: 'other', key: 'auth_url', origin: { line: 3 } },
      { severity: 'warning', group: 'other', key: 'user_domain_name', origin: { line: 3 } },
      { severity: 'error', group: 'other', key: 'password', origin: { line: 3 } },
      { severity: 'warning', group: 'other', key: 'project_name', origin: { line: 3 } },
    ])
  })
})

describe('a doubt', () => {
  test.each([
    ['www_authenticate_uri', undefined],
    ['user_domain_name', undefined],
    ['project_domain_name', undefined],
    ['project_name', undefined],
    ['memcached_servers', 'localhost:11211'],
    ['enforce_token_bind', 'strict'],
    ['auth_version', 'v2.0'],
  ])('is %s = %s', async (key, value) => {
    const found = await diagnose({ [key]: value })
    expect(found).toMatchObject([{ severity: 'warning', code: 'CONFIG_KEYSTONE', key }])
  })
})

test('no password is printed', async () => {
  const found = await diagnose({ auth_type: 'kerberos', memcached_servers: 'x', auth_url: 'ftp://x' })
  expect(found.map(renderDiagnostic).join('\n')).not.toContain('opensesame')
})

test('without any section it is told what to add', async () => {
  const config = await configWith('[DEFAULT]\n')
  const [fault] = await diagnoseKeystone(config, settingsIn(config))
  expect(fault?.message).toBe('the filter authtoken needs a section [keystone_authtoken], which no file has')
  for (const key of ['auth_type', ...Object.keys(good)]) expect(fault?.hint).toContain(`    ${key} = `)
})
