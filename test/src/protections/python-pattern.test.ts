import { expect, test } from 'vitest'
import { readPythonPattern } from '../../../src/protections/python-pattern.ts'

/** Whether Python finds the pattern in the text. */
const findings: readonly [pattern: string, text: string, found: boolean][] = [
  ['hw_', 'os_hw_disk', true],
  ['^hw_', 'os_hw_disk', false],
  ['.*', '', true],
  ['[^x_.*]', 'x', false],
  ['[^x_.*]', 'xa', true],
  ['[]a]', ']', true],
  ['[^]a]$', 'a]', false],
  ['[a[b]+$', 'a[', true],
  ['^a{2}$', 'aa', true],
  ['^a{,2}$', '', true],
  ['^a{,}$', 'aaa', true],
  ['^a{b}$', 'a{b}', true],
  ['^{}$', '{}', true],
  ['^a]}$', 'a]}', true],
  ['^hw\\-\\_\\:x', 'hw-_:x', true],
  ['^[\\w\\-.]+$', 'größe-1.x', true],
  ['^\\w+$', 'größe', true],
  ['\\W', 'größe', false],
  ['^\\d$', '٣', true],
  ['\\D', '٣', false],
  ['\\bre', 'ü-re', true],
  ['\\bre', 'üre', false],
  ['\\Bre', 'üre', true],
  ['^.$', '\n', false],
  ['^x$', 'x\n', true],
  ['^x\\Z', 'x\n', false],
  ['\\Ax', 'yx', false],
  ['(?i)^HW', 'hw_x', true],
  ['(?s)^.$', '\n', true],
  ['(?m)^b\\Z', 'a\nb', true],
  ['(?m)\\Ab', 'a\nb', false],
  ['^(?P<n>a|b)(?P=n)$', 'aa', true],
  ['^(?P<n>a|b)(?P=n)$', 'ab', false],
  ['^(a)\\1$', 'aa', true],
  ['^a(?#remark)b$', 'ab', true],
  ['^(?!secret_).*', 'secret_x', false],
  ['(?<=x)y', 'xy', true],
  ['^\\x41\\u0042\\n$', 'AB\n', true],
  ['^[\\b]$', '\b', true],
  ['^😀$', '😀', true],
]

test.each(findings)('%o in %o: %s, as in Python', (pattern, text, found) => {
  expect(readPythonPattern(pattern).test(text)).toBe(found)
})

test.each(['[a', '(a', 'a)', '*a', 'a**', '\\', '\\q', '[z-a]', '(?P=n)', '(?x)a', 'a++', '(?>a)', '[\\W]'])(
  '%o is refused',
  pattern => {
    expect(() => readPythonPattern(pattern)).toThrow(SyntaxError)
  },
)
