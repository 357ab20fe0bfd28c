import { expect, test } from 'vitest'
import { nearest } from '../../paste/nearest.ts'

test.each([
  ['cashe', 'cache'],
  ['cahce', 'cache'],
  ['chace', 'cache'],
  ['Cache', 'cache'],
  ['authtokn', 'authtoken'],
])('%s was meant to be %s', (word, right) => {
  expect(nearest(word, ['context', 'cache', 'authtoken', 'cors'])).toBe(right)
})

test('a limit keeps words apart that are long and less alike', () => {
  expect(nearest('latent_expose_headers', ['expose_headers'])).toBe('expose_headers')
  expect(nearest('latent_expose_headers', ['expose_headers'], { most: 3 })).toBeUndefined()
})

test('what is like nothing is answered with nothing', () => {
  expect(nearest('osprofiler', ['cache', 'cors'])).toBeUndefined()
  expect(nearest('x', [])).toBeUndefined()
})
