import type { RawAnswer } from './file.ts'
import type { Answer } from './lane.ts'

export function nameColumns({ columns, rows, changes, insertId }: RawAnswer): Answer {
  return { rows: rows.map(row => toObject(columns, row)), changes, insertId }
}

function toObject(columns: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  const named: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) named[columns[index] as string] = row[index]
  return named
}
