import { describe, expect, test } from 'vitest'
import { readJson, writeJson } from '../../../src/db/json.ts'

/** What Python's json.dumps makes of the values. */
const written: readonly (readonly [object, string])[] = [
  [{}, '{}'],
  [
    { store: 'fast', parts: [1, 2.5, -3], none: null, deep: [[], {}, { on: true }] },
    '{"store": "fast", "parts": [1, 2.5, -3], "none": null, "deep": [[], {}, {"on": true}]}',
  ],
  [
    { größe: 'a, b: {c} [d]\n "e" \\ \t\u007f\u0001', '': '日😀\u2028' },
    String.raw`{"gr\u00f6\u00dfe": "a, b: {c} [d]\n \"e\" \\ \t\u007f\u0001", "": "\u65e5\ud83d\ude00\u2028"}`,
  ],
]

describe('JSON in columns', () => {
  test.each(written)('is written as Python writes it: %j', (value, text) => {
    expect(writeJson(value)).toBe(text)
    expect(readJson(text)).toEqual(value)
  })

  test('keeps numbers as Python has written them', () => {
    const text = '{"a": 1.0, "b": [12345678901234567890, 1e-05], "c": {"d": 100.0, "e": NaN}}'
    expect(writeJson(readJson('{"half": 0.5, "f": 1.0}'))).toBe('{"half": 0.5, "f": 1.0}')
    expect(writeJson(readJson(text))).toBe(text.replace('NaN', 'null'))
  })

  test('may hold numbers that are none, as Python lets through', () => {
    const text = '{"low": -Infinity, "odd": [NaN, Infinity], "say": "\\"NaN, Infinity"}'
    expect(readJson(text)).toEqual({ low: null, odd: [null, null], say: '"NaN, Infinity' })
  })

  test('that is none is refused', () => {
    expect(() => readJson('{"half": NaN')).toThrow(SyntaxError)
  })
})
