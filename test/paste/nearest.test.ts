import { expect, test } from 'vitest'
import { nearest } from '../../paste/nearest.ts'

test.each([
  ['cashe', 'cache'],
  ['cahce', 'cache'],
  ['Cache', 'cache'],
  ['authtokn', 'authtoken'],
])('%s was meant to be %s', (word, right) => {
  expect(nearest(word, ['context', 'cache', 'authtoken', 'cors'])).toBe(right)
})

test('what is like nothing is answered with nothing', () => {
  expect(nearest('osprofiler', ['cache', 'cors'])).toBeUndefined()
  expect(nearest('x', [])).toBeUndefined()
})
