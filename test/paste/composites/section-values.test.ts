import { expect, test } from 'vitest'
import { readValues } from '../../../paste/composites/section-values.ts'

test('values that are JSON are what they say', () => {
  const conf = { a: '6', b: '1.5e3', c: '"6"', d: '[1,\n "x"]', e: '{"f": null}', g: 'null' }
  expect(readValues(conf)).toEqual({ a: 6, b: 1500, c: '6', d: [1, 'x'], e: { f: null }, g: null })
})

test('true and false may be spelt as Python spells them', () => {
  expect(readValues({ a: 'true', b: 'False' })).toEqual({ a: true, b: false })
})

test('everything else is text, as it stands', () => {
  const conf = { a: '*', b: '010', c: '', d: '15m', e: '12345678901234567890', f: 'no' }
  expect(readValues(conf)).toEqual(conf)
})

test('a dot in a key goes inwards', () => {
  expect(readValues({ 'a.b': '1', 'a.c.d': 'x', e: '2' })).toEqual({ a: { b: 1, c: { d: 'x' } }, e: 2 })
})

test('no key reaches a prototype', () => {
  const values = readValues({ '__proto__.polluted': '1', 'constructor.prototype.polluted': '1' })
  expect(Object.getPrototypeOf(values)).toBe(Object.prototype)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
