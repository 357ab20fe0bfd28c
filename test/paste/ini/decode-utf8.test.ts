import { expect, test } from 'vitest'
import { decodeUtf8, NotUtf8 } from '../../../paste/ini/decode-utf8.ts'

function refusal(bytes: Uint8Array): unknown {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    return error
  }
}

test('a byte order mark at the beginning is dropped, one elsewhere is not', () => {
  expect(decodeUtf8(Buffer.from('\uFEFF[é]\n\uFEFFa\n'))).toBe('[é]\n\uFEFFa\n')
})

test.each(['\n', '\r\n', '\r'])(
  'the first line that is no UTF-8 is named, with lines that end in %j',
  end => {
    const lines = ['[é]'.normalize(), '# caf\xe9', 'x = \xff', '']
    const [first = '', ...rest] = lines
    const bytes = Buffer.concat([Buffer.from(first + end), Buffer.from(rest.join(end), 'latin1')])
    expect(refusal(bytes)).toMatchObject({ message: 'line 2 is not UTF-8 text', line: 2 })
  },
)

test('half a character at the end is none', () => {
  expect(refusal(Buffer.from('a\nb\xc3', 'latin1'))).toMatchObject({ line: 2 })
})

test.each([
  ['little', (text: string) => Buffer.from(text, 'utf16le')],
  ['big', (text: string) => Buffer.from(text, 'utf16le').swap16()],
])('UTF-16 of %s ends is called by its name', (_, encode) => {
  const error = refusal(encode('\uFEFF[a]\n'))
  expect(error).toBeInstanceOf(NotUtf8)
  expect(error).toMatchObject({ message: 'the file is UTF-16, not UTF-8 text', line: undefined })
})
