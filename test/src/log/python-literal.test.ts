import { expect, test } from 'vitest'
import { type PythonValue, parsePython } from '../../../src/log/python-literal.ts'

test.each<[text: string, value: PythonValue]>([
  ['()', []],
  ['(sys.stdout,)', [{ name: 'sys.stdout' }]],
  [`('/a b.log', "a", 10485760, 5)`, ['/a b.log', 'a', 10485760, 5]],
  [
    `(('localhost', 514), handlers.SysLogHandler.LOG_USER)`,
    [['localhost', 514], { name: 'handlers.SysLogHandler.LOG_USER' }],
  ],
  [`('x')`, 'x'],
  ['[1, -2.5, None, True]', [1, -2.5, null, true]],
  [String.raw`'it\'s\n'`, "it's\n"],
  [String.raw`r'a\d'`, String.raw`a\d`],
  [
    "{'when': 'D', 'backupCount': 3}",
    {
      entries: new Map<PythonValue, PythonValue>([
        ['when', 'D'],
        ['backupCount', 3],
      ]),
    },
  ],
])('reads %s', (text, value) => {
  expect(parsePython(text)).toEqual(value)
})

test.each(['(1, 2', '(1 2)', "{'a' 1}", "'open", '1)', '', '@'])('refuses %j', text => {
  expect(() => parsePython(text)).toThrow()
})
