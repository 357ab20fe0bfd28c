import { expect, test } from 'vitest'
import { hintAtFacility, readFacility } from '../../../src/log/facilities.ts'

test.each([
  ['LOG_USER', 1],
  ['local0', 16],
  ['LOG_LOCAL7', 23],
  ['3', 3],
])('the facility %s has the number %d', (name, number) => {
  expect(readFacility(name)).toBe(number)
})

test('a facility that there is not is told with the one that was meant', () => {
  expect(() => readFacility('LOG_LOCAL9')).toThrow("syslog facility must be one of: 'LOG_KERN', ")
  expect(hintAtFacility('LOG_DEAMON')).toBe('did you mean "LOG_DAEMON"?')
  expect(hintAtFacility('x')).toBeUndefined()
})
