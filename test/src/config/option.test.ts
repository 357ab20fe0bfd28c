import { expect, expectTypeOf, test } from 'vitest'
import type { Option, Values } from '../../../src/config/config.ts'
import {
  boolean,
  boundedList,
  choice,
  dict,
  float,
  host,
  integer,
  list,
  multi,
  optionGroup,
  port,
  text,
} from '../../../src/config/option.ts'
import { readInteger, readQuoted } from '../../../src/config/values.ts'

const help = 'what it is for'

test('an option with a default always has a value, one without may have none', () => {
  expectTypeOf(text({ help })).toEqualTypeOf<Option<string | undefined>>()
  expectTypeOf(text({ help, default: 'x' })).toEqualTypeOf<Option<string>>()
  expectTypeOf(integer({ help, min: 1, default: 3 })).toEqualTypeOf<Option<number>>()
  expectTypeOf(list({ help, default: [] })).toEqualTypeOf<Option<readonly string[]>>()
  expectTypeOf(boundedList({ help, of: readQuoted, default: ['a'] })).toEqualTypeOf<
    Option<readonly string[]>
  >()
  expectTypeOf(choice({ help, choices: ['a', 'b'], default: 'a' })).toEqualTypeOf<Option<'a' | 'b'>>()
  expectTypeOf(multi({ help })).toEqualTypeOf<Option<readonly string[] | undefined>>()

  const group = optionGroup('x', { flag: boolean({ help, default: false }), name: text({ help }) })
  expectTypeOf<Values<(typeof group)['options']>>().toEqualTypeOf<{
    readonly flag: boolean
    readonly name: string | undefined
  }>()
})

test.each<[what: string, option: Option<unknown>, text: string, value: unknown]>([
  ['a text as it stands', text({ help }), ' a "b" ', ' a "b" '],
  ['an integer', integer({ help }), ' -07 ', -7],
  ['an integer with separators', integer({ help }), '1_000', 1000],
  ['an empty integer as not set', integer({ help }), ' ', undefined],
  ['an empty integer as its default', integer({ help, default: 4 }), '', 4],
  ['a float', float({ help }), '1.5e3', 1500],
  ['a float without digits before the point', float({ help }), '.5', 0.5],
  ['infinity', float({ help }), '-inf', -Infinity],
  ['a boolean in any case', boolean({ help }), 'oN', true],
  ['a boolean as a digit', boolean({ help }), '0', false],
  ['a list', list({ help }), ' a , "b,c" ,,', ['a', '"b', 'c"']],
  ['a list with an empty item', list({ help }), 'a,,b', ['a', '', 'b']],
  ['an empty list', list({ help }), '', []],
  ['a bounded list', boundedList({ help }), '[a, b]', ['a', 'b']],
  ['an empty bounded list', boundedList({ help }), '[]', []],
  ['a quoted item with a comma', boundedList({ help, of: readQuoted }), '["a,b",c]', ['a,b', 'c']],
  ['a list of numbers', list({ help, of: readInteger }), '80,443', [80, 443]],
  ['a dict', dict({ help }), 'fast:file, far : http:x', { fast: 'file', far: 'http:x' }],
  ['a dict with a comma in a key', dict({ help }), 'a,b:c', { 'a,b': 'c' }],
  [
    'a dict with a key of ill repute',
    dict({ help }),
    '__proto__:x',
    Object.fromEntries([['__proto__', 'x']]),
  ],
  ['one value of many', multi({ help }), 'a,b', ['a,b']],
  ['port 0', port({ help }), '0', 0],
  ['an IPv6 address', host({ help }), '::1', '::1'],
  ['a host name', host({ help }), 'a-b.example.', 'a-b.example'],
  ['a choice', choice({ help, choices: ['a', 'b'] }), 'b', 'b'],
])('reads %s', (_, option, given, value) => {
  expect(option.parse(given)).toEqual(value)
})

test.each<[message: string, option: Option<unknown>, text: string]>([
  ["invalid literal for int() with base 10: 'ten'", integer({ help }), 'ten'],
  ['Should be greater than or equal to 1', integer({ help, min: 1 }), '0'],
  ["invalid literal for int() with base 10: '1e'", integer({ help, max: 2 ** 63 }), '1e'],
  ['Should be less than or equal to 9.22337e+18', integer({ help, max: 2 ** 63 }), '9999999999999999999'],
  ["could not convert string to float: '1,5'", float({ help }), '1,5'],
  ["Unexpected boolean value 'maybe'", boolean({ help }), 'maybe'],
  ["Unexpected boolean value ''", boolean({ help }), ''],
  ['Valid values are [a, b], but found "it\'s"', choice({ help, choices: ['a', 'b'] }), "it's"],
  ['Value should start with "["', boundedList({ help }), 'a,b'],
  ['Value should end with "]"', boundedList({ help }), '[a,b'],
  ['Non-closed quote: "a,b', boundedList({ help, of: readQuoted }), '["a,b]'],
  ['Value should be NAME:VALUE pairs separated by ","', dict({ help }), 'fast'],
  ['Duplicate key a', dict({ help }), 'a:b,a:c'],
  ['Key name should not be empty', dict({ help }), ':b,c'],
  ['Key name should not be empty', dict({ help }), ':b'],
  ['Should be less than or equal to 65535', port({ help }), '65536'],
  ['256.1.1.1 is not a valid host address', host({ help }), '256.1.1.1'],
  ['under_score is not a valid host address', host({ help }), 'under_score'],
  ["Value 'x' doesn't match regex '^\\\\d+$'", text({ help, pattern: /^\d+$/ }), 'x'],
])('refuses: %s', (message, option, given) => {
  expect(() => option.parse(given)).toThrow(new Error(message))
})
