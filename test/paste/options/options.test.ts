import { describe, expect, test } from 'vitest'
import { type Option, option } from '../../../paste/options/options.ts'

function reads<T>(declared: Option<T>, table: readonly (readonly [string, T])[]): void {
  for (const [text, value] of table) expect(declared.parse(text), text).toEqual(value)
}

function refuses(declared: Option<unknown>, table: readonly (readonly [string, string])[]): void {
  for (const [text, message] of table) expect(() => declared.parse(text), text).toThrow(message)
}

describe('an option', () => {
  test('without a default is required, unless it is optional', () => {
    expect(option.text().required).toBe(true)
    expect(option.text('').required).toBe(false)
    expect(option.boolean(false)).toMatchObject({ required: false, fallback: false })
    expect(option.optional(option.integer())).toMatchObject({ required: false, fallback: undefined })
  })

  test('of text keeps what the file says', () => {
    reads(option.text(), [
      ['a  b', 'a  b'],
      ['', ''],
    ])
  })

  test('of a secret says that it is one', () => {
    expect(option.secret().secret).toBe(true)
    expect(option.text().secret).toBe(false)
  })

  test('of an integer is a whole number within its limits', () => {
    reads(option.integer(), [
      ['8080', 8080],
      [' -3 ', -3],
    ])
    const port = option.integer(80, { min: 1, max: 65535 })
    expect(port.kind).toBe('integer, 1 to 65535')
    refuses(port, [
      ['', 'is not an integer'],
      ['0x10', 'is not an integer'],
      ['1.5', 'is not an integer'],
      ['0', 'is out of range: 1 to 65535'],
      ['65536', 'is out of range: 1 to 65535'],
    ])
    refuses(option.integer(0, { min: 0 }), [['-1', 'is out of range: at least 0']])
    refuses(option.integer(0, { max: 9 }), [['10', 'is out of range: at most 9']])
  })

  test('of a float takes fractions and exponents', () => {
    reads(option.float(), [
      ['.5', 0.5],
      ['1e3', 1000],
      ['2.', 2],
    ])
    refuses(option.float(), [
      ['one', 'is not a number'],
      ['Infinity', 'is not a number'],
    ])
  })

  test('of a boolean knows the words of PasteDeploy', () => {
    for (const text of ['true', 'Yes', 'ON', 'y', 't', '1']) expect(option.boolean().parse(text)).toBe(true)
    for (const text of ['false', 'No', 'OFF', 'n', 'f', '0']) expect(option.boolean().parse(text)).toBe(false)
    refuses(option.boolean(), [['maybe', 'is neither true nor false']])
  })

  test('of a list is separated by commas, or by blanks where there are none', () => {
    reads(option.list(), [
      ['a, b c,,d', ['a', 'b c', 'd']],
      ['a\n  b c', ['a', 'b', 'c']],
      ['', []],
    ])
  })

  test('of bytes counts in powers of 1024', () => {
    reads(option.bytes(), [
      ['4096', 4096],
      ['64k', 65536],
      ['1.5 MiB', 1572864],
      ['2GB', 2 ** 31],
      ['0', 0],
    ])
    refuses(option.bytes(), [
      ['many', 'is not an amount of bytes'],
      ['-1', 'is not an amount of bytes'],
    ])
  })

  test('of seconds reads times as people write them', () => {
    reads(option.seconds(), [
      ['300', 300],
      ['1.5', 1.5],
      ['500ms', 0.5],
      ['5m', 300],
      ['1h30m', 5400],
      ['2 days 1 hour', 176400],
      ['1 week', 604800],
    ])
    refuses(option.seconds(), [
      ['soon', 'is not a time'],
      ['5 parsecs', 'is not a time'],
      ['', 'is not a time'],
    ])
  })

  test('of a choice names the choices, and the one that was meant', () => {
    const level = option.oneOf(['debug', 'info', 'warn'], 'info')
    reads(level, [['warn', 'warn']])
    refuses(level, [['wran', 'is none of debug, info, warn; did you mean "warn"?']])
  })
})
