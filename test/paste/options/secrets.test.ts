import { expect, test } from 'vitest'
import { looksSecret } from '../../../paste/options/secrets.ts'

test.each([
  'password',
  'admin_passwrd',
  'passphrase',
  'db_pwd',
  'api_key',
  'connection',
  'memcache_secret_key',
])('a value of %s is never printed', key => expect(looksSecret(key)).toBe(true))

test.each(['size', 'passthrough_errors', 'keystone', 'connections'])('a value of %s is', key =>
  expect(looksSecret(key)).toBe(false),
)
