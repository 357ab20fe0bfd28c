import { describe, expect, test } from 'vitest'
import { parseIni, spotOf } from '../../../paste/ini/ini.ts'

const read = (text: string) => parseIni(text, '/etc/app.ini')

const valuesOf = (text: string) =>
  Object.fromEntries(
    [...read(text).sections].map(([name, { entries }]) => [
      name,
      Object.fromEntries([...entries].map(([key, { value }]) => [key, value])),
    ]),
  )

test('the first delimiter divides key and value', () => {
  expect(valuesOf('[app:main]\n/: api\nurl: http://h:1/\nk=a:b=c\n')).toEqual({
    'app:main': { '/': 'api', url: 'http://h:1/', k: 'a:b=c' },
  })
})

test('values are texts, whatever an ini parser could take them for', () => {
  const values = { a: 'true', b: '"q"', c: 'egg:Paste#urlmap', d: '1', e: 'x ; y', f: '\\', 'g[]': 'null' }
  const text = Object.entries(values).map(([key, value]) => `${key} = ${value}\n`)
  expect(valuesOf(`[s.t]\n${text.join('')}`)).toEqual({ 's.t': values })
})

test('keys that objects have by nature are ordinary', () => {
  const { sections } = read('[__proto__]\n__proto__ = 1\nconstructor = 2\n')
  expect([...(sections.get('__proto__')?.entries.keys() ?? [])]).toEqual(['__proto__', 'constructor'])
})

test('a byte-order mark is no text', () => {
  expect(valuesOf('\uFEFF[a]\nx = 1\n')).toEqual({ a: { x: '1' } })
})

test.each(['\n', '\r\n', '\r'])('lines end with %j', end => {
  expect(valuesOf(['[a]', 'x = 1', '  2', 'y = 3'].join(end))).toEqual({ a: { x: '1\n2', y: '3' } })
})

describe('an entry', () => {
  const entry = read('[a]\nx = one\n  # not me\n\n  two words\ny = 1\n').sections.get('a')?.entries.get('x')
  if (!entry) throw new Error('x is not there')

  test('knows its line', () => {
    expect(entry).toMatchObject({ file: '/etc/app.ini', line: 2, value: 'one\n\ntwo words' })
  })

  test('finds the line of a word of it', () => {
    expect(spotOf(entry, 'words')).toMatchObject({ line: 5, source: '  two words', word: 'words' })
  })

  test('is at its first line when the word came by interpolation', () => {
    expect(spotOf(entry, 'elsewhere')).toEqual({
      file: '/etc/app.ini',
      section: 'a',
      key: 'x',
      line: 2,
      source: 'x = one',
    })
  })
})

test('every fault of a text is found, and what is right remains', () => {
  const { faults, sections } = read('x = 1\n[a]\njunk\n= 2\ny = 1\ny = 2\n[a]\nz = 3\n[b]\n')
  expect(faults.map(({ code, line }) => `${code} ${line}`)).toEqual([
    'PASTE_NO_HEADER 1',
    'PASTE_SYNTAX 3',
    'PASTE_SYNTAX 4',
    'PASTE_DUPLICATE_KEY 6',
    'PASTE_DUPLICATE_SECTION 7',
  ])
  expect([...(sections.get('a')?.entries.keys() ?? [])]).toEqual(['y', 'z'])
})

test('a forgotten delimiter is shown with what to write', () => {
  expect(read('[a]\njunk\n').faults[0]?.message).toBe(`PASTE_SYNTAX  /etc/app.ini:2  [a]
  this line is neither a [section] nor "key = value"
  2 | junk
  write "junk =" for an empty value, or indent the line if it continues the one above`)
})
