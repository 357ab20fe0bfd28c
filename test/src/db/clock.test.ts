import { expect, test } from 'vitest'
import { formatTimestamp, startClock } from '../../../src/db/clock.ts'

test('a clock tells microseconds, in UTC', () => {
  expect(formatTimestamp(1_511_366_401_000_042)).toBe('2017-11-22 16:00:01.000042')
})

test('a clock that is read faster than time passes goes on by microseconds', () => {
  const clock = startClock(() => 1_511_366_401_000)
  expect([clock(), clock(), clock()].map(time => time.slice(-6))).toEqual(['000000', '000001', '000002'])
})

test('a clock that is put back does not go backwards', () => {
  const times = [2000, 1000]
  const clock = startClock(() => times.shift() ?? 1000)
  const before = clock()
  expect(clock() > before).toBe(true)
})
