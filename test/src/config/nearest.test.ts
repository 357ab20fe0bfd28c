import { expect, test } from 'vitest'
import { nearest } from '../../../src/config/nearest.ts'

const names = ['bind_host', 'bind_port', 'workers', 'debug']

test.each([
  ['bind_prot', 'bind_port'],
  ['workrs', 'workers'],
  ['Debug', 'debug'],
  ['bind_hostt', 'bind_host'],
])('%s was meant to be %s', (word, meant) => {
  expect(nearest(word, names)).toBe(meant)
})

test.each(['flavor', 'bind', 'x', ''])('"%s" is like none of them', word => {
  expect(nearest(word, names)).toBeUndefined()
})
