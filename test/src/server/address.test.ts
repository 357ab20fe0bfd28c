import { expect, test } from 'vitest'
import { openable } from '../../../src/server/address.ts'

test.each([
  ['http://0.0.0.0:9292', 'http://127.0.0.1:9292'],
  ['http://[::]:9292', 'http://127.0.0.1:9292'],
  ['http://[::1]:9292', 'http://[::1]:9292'],
  ['http://10.0.0.1:9292', 'http://10.0.0.1:9292'],
])('what listens at %s is opened at %s', (address, where) => {
  expect(openable(address)).toBe(where)
})
