import { expect, test } from 'vitest'
import { quotaOptions } from '../../../src/quota/options.ts'

test('limits in Keystone are refused rather than ignored', () => {
  const { parse } = quotaOptions.options.use_keystone_limits
  expect(parse('False')).toBe(false)
  expect(() => parse('True')).toThrow('limits in Keystone are not supported yet')
})
