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
  'sql_connection',
  'secret_key',
  'memcache_secret_key',
  's3_store_access_key',
  'metadata_encryption_key',
  'my_sort_secret_key',
])('a value of %s is never printed', key => expect(looksSecret(key)).toBe(true))

test.each([
  'size',
  'passthrough_errors',
  'passes',
  'bypass',
  'paste_file',
  'keystone',
  'connections',
  'key',
  'sort_key',
  'default_sort_keys',
  'primary_key',
  'public_key',
])('a value of %s is', key => expect(looksSecret(key)).toBe(false))
