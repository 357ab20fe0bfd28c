import { expect, test } from 'vitest'
import { serverOptions } from '../../../src/server/options.ts'

test.each([
  ['tcp_keepidle', '32767', '32768'],
  ['backlog', '2147483647', '2147483648'],
] as const)('%s may be %s, and no more, as the system has it', (key, most, more) => {
  const { parse } = serverOptions.options[key]
  expect(parse(most)).toBe(Number(most))
  expect(() => parse(more)).toThrow('Should be less than or equal to')
})
