import { expect, test } from 'vitest'
import { padFraction } from '../../../../src/db/postgresql/types.ts'

test.each([
  ['2020-01-02 03:04:05.123456', '2020-01-02 03:04:05.123456'],
  ['2020-01-02 03:04:05.5', '2020-01-02 03:04:05.500000'],
  ['2020-01-02 03:04:05', '2020-01-02 03:04:05.000000'],
])('%s is read as %s', (text, timestamp) => {
  expect(padFraction(text)).toBe(timestamp)
})
