import { expect, test } from 'vitest'
import { maskUrls } from '../../../paste/mask-urls.ts'
import { maskFields } from '../../../src/log/mask.ts'

test.each([
  'password',
  'admin_password',
  'admin_passwrd',
  'passwort',
  'db_pwd',
  'private_key',
  'authToken',
  'X-Auth-Token',
  's3_store_secret_key',
  'hmac_keys',
  'Authorization',
])('the value of %s is hidden', name => {
  expect(maskFields({ [name]: 'hidden', deep: { [name]: 'hidden' } })).toEqual({
    [name]: '***',
    deep: { [name]: '***' },
  })
})

test('other fields are as they were', () => {
  const fields = { key: 'k', passed: true, list: ['a'], error: new Error('x'), nothing: null }
  expect(maskFields(fields)).toEqual(fields)
})

test.each(['mysql://me:hidden@host/db', 'Server=host;Pwd=hidden', 'host dbname me hidden'])(
  'the connection %s is hidden',
  connection => {
    expect(maskFields({ connection, sql_connection: connection })).toEqual({
      connection: '***',
      sql_connection: '***',
    })
  },
)

test('what a list is sorted by is shown, and which connection it was', () => {
  const fields = { sort_key: 'created_at', connection: 'keep-alive', last_connection: 12, primary_key: 'id' }
  expect(maskFields(fields)).toEqual(fields)
  expect(maskFields({ connection: { id: 3, password: 'hidden' } })).toEqual({
    connection: { id: 3, password: '***' },
  })
})

test('what is deep, or circular, is left out', () => {
  const circular: Record<string, unknown> = { name: 'c' }
  circular.self = circular
  expect(JSON.stringify(maskFields(circular))).toBe(
    '{"name":"c","self":{"name":"c","self":{"name":"c","self":{"name":"c","self":{"name":"c","self":"..."}}}}}',
  )
})

test.each([
  ['at mysql://me:hidden@host/db', 'at mysql://me:***@host/db'],
  ['swift+https://a%3Ab:hidden@h and https://:hidden@h', 'swift+https://a%3Ab:***@h and https://:***@h'],
  ['me@example.org at https://example.org/a:b@c', 'me@example.org at https://example.org/a:b@c'],
])('%s is logged as %s', (text, masked) => {
  expect(maskUrls(text)).toBe(masked)
  expect(maskFields({ url: text })).toEqual({ url: masked })
})
