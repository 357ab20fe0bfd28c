import { expect, test } from 'vitest'
import { looksSecret } from '../../../paste/options/secrets.ts'

test.each([
  'password',
  'admin_passwrd',
  'Passwort',
  'pasword',
  'password2',
  'passphrase',
  'db_pwd',
  'api_key',
  'X-Api-Key',
  'apiKeyId',
  'api_key_id',
  'private_key_file',
  'Set-Cookie',
  'connection',
  'memcache_secret_key',
])('a value of %s is never printed', key => expect(looksSecret(key)).toBe(true))

test.each(['size', 'passthrough_errors', 'passes', 'bypass', 'paste_file', 'keystone', 'connections', 'key'])(
  'a value of %s is',
  key => expect(looksSecret(key)).toBe(false),
)
