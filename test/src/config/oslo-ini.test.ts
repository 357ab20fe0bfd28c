import { expect, test } from 'vitest'
import { parseOsloIni } from '../../../src/config/oslo-ini.ts'

function read(...lines: string[]) {
  return parseOsloIni(lines.join('\n'), '/etc/x.conf')
}

function valuesIn(...lines: string[]): [string, string][] {
  return read('[g]', ...lines).assignments.map(({ key, value }) => [key, value])
}

test.each<[what: string, line: string, key: string, value: string]>([
  ['at an equals sign', 'a = 1', 'a', '1'],
  ['at a colon', 'url: http://x', 'url', 'http://x'],
  ['at whichever comes first', 'a:b = c', 'a', 'b = c'],
  ['without blanks', 'a=1', 'a', '1'],
  ['without a value', 'a =', 'a', ''],
  ['with what looks like a comment', 'a = 1 # one', 'a', '1 # one'],
  ['in a pair of quotes, which is dropped once', `a = ""x""`, 'a', '"x"'],
  ['in single quotes', "a = ' x '", 'a', ' x '],
  ['with one quote only', 'a = "x', 'a', '"x'],
  ['of a single quote', 'a = "', 'a', ''],
  ['with a key of ill repute', '__proto__ = 1', '__proto__', '1'],
  ['with blanks in its key', 'a b = 1', 'a b', '1'],
])('splits an assignment %s', (_, line, key, value) => {
  expect(valuesIn(line)).toEqual([[key, value]])
})

test('an indented line continues the value, be it a comment or an assignment', () => {
  expect(valuesIn('a = 1', '  # two', '\tb = 3', 'c = 4')).toEqual([
    ['a', '1\n# two\nb = 3'],
    ['c', '4'],
  ])
})

test('comments and blank lines are passed over', () => {
  expect(valuesIn('# a = 1', '; b = 2', '', 'c = 3')).toEqual([['c', '3']])
})

test('every assignment keeps its place, and repeated ones are all kept', () => {
  expect(read('[a]', 'x = 1', '[b]', 'x = 2', '[a]', 'x = 3').assignments).toMatchObject([
    { group: 'a', key: 'x', value: '1', file: '/etc/x.conf', line: 2, text: 'x = 1' },
    { group: 'b', key: 'x', value: '2', line: 4 },
    { group: 'a', key: 'x', value: '3', line: 6 },
  ])
})

test('lines may end in any way that files know', () => {
  const { assignments } = parseOsloIni('[a]\r\nx = 1\r\ny = 2\rz = 3\n', 'x')
  expect(assignments.map(({ value }) => value)).toEqual(['1', '2', '3'])
})

test('what Python takes for blank is blank, and nothing else', () => {
  expect(valuesIn('a =\u0085\x1cx\u00a0', 'b = \uFEFFx\uFEFF')).toEqual([
    ['a', 'x'],
    ['b', '\uFEFFx\uFEFF'],
  ])
})

test.each<[why: string, line: number, lines: string[]]>([
  ["No ':' or '=' found in assignment: '\\ufeff[b]'", 2, ['[a]', '\uFEFF[b]']],
  ["No ':' or '=' found in assignment: 'word'", 2, ['[a]', 'word']],
  ["Key cannot be empty: '= 1'", 2, ['[a]', '= 1']],
  ["Section must be started before assignment: 'a = 1'", 1, ['a = 1', 'b = 2']],
  ["Unexpected continuation line: '  x'", 3, ['[a]', '', '  x']],
  ["Unexpected continuation line: '  x'", 2, ['[a]', '  x']],
  ["Invalid section (must end with ]): '[a] # b'", 1, ['[a] # b', 'x = 1']],
  ["Empty section name: '[]'", 1, ['[]', 'x = 1']],
])('says %s', (why, line, lines) => {
  const { faults } = read(...lines)
  expect(faults.map(({ message }) => message)).toEqual([
    `Failed to parse /etc/x.conf: at /etc/x.conf:${line}, ${why}`,
  ])
})

test('reports all faulty lines, each once, and reads the rest', () => {
  const { faults, assignments } = read(
    '[a]',
    'one',
    '  more of it',
    'x = 1',
    '[b',
    'y = 2',
    '[c]',
    '= 3',
    'z = 4',
  )
  expect(faults.map(({ origin }) => origin)).toMatchObject([{ line: 2 }, { line: 5 }, { line: 8 }])
  expect(assignments.map(({ key }) => key)).toEqual(['x', 'z'])
})
