import { expect, test } from 'vitest'
import { ConfigError } from '../../../src/config/diagnostic.ts'
import { BadConnection } from '../../../src/db/url.ts'
import { failureOf } from '../../../src/server/failure.ts'
import { StoresConfigError } from '../../../src/stores/errors.ts'

test.each([
  [5, new ConfigError([{ severity: 'error', code: 'CONFIG_VALUE', message: 'too much' }])],
  [1, new StoresConfigError('Store for scheme file not found')],
  [1, new BadConnection('PostgreSQL cannot be used: connect ECONNREFUSED')],
  [1, Object.assign(new Error('listen EADDRINUSE'), { syscall: 'listen' })],
])(
  '%i is the exit code where the operator has something to mend, who gets a sentence: %s',
  (exitCode, error) => {
    expect(failureOf(error)).toEqual({ exitCode, message: error.message })
  },
)

test('what nobody has foreseen is told with its stack', () => {
  const error = new TypeError('x is undefined')
  expect(failureOf(error)).toEqual({ exitCode: 99, message: error.stack })
})
