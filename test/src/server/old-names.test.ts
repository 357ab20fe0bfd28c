import { expect, test } from 'vitest'
import type { Diagnostic } from '../../../paste/errors.ts'
import { gatherOldNames } from '../../../src/server/old-names.ts'

const oldName = (file: string, line: number): Diagnostic => {
  return { severity: 'warning', code: 'PASTE_OLD_NAME', file, line, problem: `"name ${line}" is old` }
}
const other: Diagnostic = { severity: 'error', code: 'PASTE_NO_FILE', problem: 'there is no file' }

test('names of Python in one file are told as one warning with their lines', () => {
  const found = [oldName('/a.ini', 30), other, oldName('/a.ini', 4), oldName('/b.ini', 7)]
  expect(gatherOldNames(found)).toEqual([
    {
      severity: 'warning',
      code: 'PASTE_OLD_NAME',
      file: '/a.ini',
      problem: '2 names of Python are read as ours, in the lines 4, 30',
      hint: 'nothing has to be done; glasspaste check /a.ini tells the new names',
    },
    oldName('/b.ini', 7),
    other,
  ])
})
