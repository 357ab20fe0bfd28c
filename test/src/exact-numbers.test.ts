import { expect, test } from 'vitest'
import { exactText, keepExact, parseExactly } from '../../src/exact-numbers.ts'

const read = (text: string) => parseExactly(text) as Record<string, unknown>

test.each([
  ['1.0', '1.0'],
  ['-0.0', '-0.0'],
  ['-0', '0'],
  ['1e2', '100.0'],
  ['2.50', '2.5'],
  ['0.1', '0.1'],
  ['0.0001', '0.0001'],
  ['0.00001', '1e-05'],
  ['1.5e300', '1.5e+300'],
  ['123456789012345.0', '123456789012345.0'],
  ['1E16', '1e+16'],
  ['9007199254740993', '9007199254740993'],
  ['-12345678901234567890', '-12345678901234567890'],
])('%s is written as %s, which is what Python makes of it', (number, written) => {
  expect(JSON.stringify(parseExactly(`{"a":[{"b":${number}}],"c":"1.0"}`))).toBe(
    `{"a":[{"b":${written}}],"c":"1.0"}`,
  )
  expect(JSON.stringify(parseExactly(`[${number}]`))).toBe(`[${written}]`)
})

test('what is read is what it looks like to everybody', () => {
  const value = read('{"a": 1.0, "b": [2.0], "c": {"d": 9223372036854775807}}')
  expect(value).toStrictEqual({ a: 1, b: [2], c: { d: 2 ** 63 } })
  expect(Object.keys(value)).toEqual(['a', 'b', 'c'])
  expect({ ...value }).toStrictEqual({ a: 1, b: value.b, c: value.c })
})

test('a number that was put in the place of another is written as itself', () => {
  const value = read('{"a": 1.0, "b": 1.0}')
  value.a = 2
  expect(JSON.stringify(value)).toBe('{"a":2,"b":1.0}')
})

test('members may be named like something of JavaScript', () => {
  const text = '{"__proto__":1.0,"constructor":2.0}'
  expect(JSON.stringify(parseExactly(text))).toBe(text)
  expect(JSON.stringify(parseExactly('{"toJSON":1.0}'))).toBe('{"toJSON":1}')
})

test('a copy is told of the numbers of the original', () => {
  const original = read('{"a": 1.0, "b": 12345678901234567890, "c": 3.0}')
  expect(exactText(original, 'a')).toBe('1.0')
  expect(JSON.stringify(keepExact({ ...original, c: 'three' }, original))).toBe(
    '{"a":1.0,"b":12345678901234567890,"c":"three"}',
  )
  expect(JSON.stringify(keepExact({ ...original }, original, /^\d+$/))).toBe(
    '{"a":1,"b":12345678901234567890,"c":3}',
  )
})

test('text that is no JSON is refused', () => {
  expect(() => parseExactly('{"a": 1.0')).toThrow(SyntaxError)
})
