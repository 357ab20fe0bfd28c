import type { Condition } from '../../db/records.ts'
import { Fault } from '../../errors.ts'

const int32 = 2 ** 31 - 1

/** Columns that hold numbers, and the largest that fits. */
const largest = {
  size: Number.MAX_SAFE_INTEGER,
  virtual_size: Number.MAX_SAFE_INTEGER,
  min_ram: int32,
  min_disk: int32,
} as const

type NumberColumn = keyof typeof largest

/** Conditions for `size`, `size_min`, `size_max` and the like; undefined where no number of an image is meant. */
export function numberConditions(name: string, text: string): readonly Condition[] | undefined {
  if (isNumberColumn(name)) return [equal(name, text)]
  const column = name.slice(0, -4)
  if (!isNumberColumn(column)) return undefined
  if (name.endsWith('_min')) return bound(column, 'gte', text)
  if (name.endsWith('_max')) return bound(column, 'lte', text)
  return undefined
}

function isNumberColumn(name: string): name is NumberColumn {
  return Object.hasOwn(largest, name)
}

function equal(column: NumberColumn, text: string): Condition {
  const value = Number(text)
  const possible = /^\s*\d+\s*$/.test(text) && value <= largest[column]
  return possible ? { column, operator: 'eq', value } : nothing(column)
}

function bound(column: NumberColumn, operator: 'gte' | 'lte', text: string): readonly Condition[] {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) {
    throw new Fault('Invalid', 'Unable to filter on a range with a non-numeric value.')
  }
  const value = Number(text)
  const beyond = Math.abs(value) > largest[column]
  if (!beyond) return [{ column, operator, value }]
  const matchesAll = operator === 'gte' ? value < 0 : value > 0
  return matchesAll ? [{ column, operator, value: Math.sign(value) * largest[column] }] : [nothing(column)]
}

function nothing(column: NumberColumn): Condition {
  return { column, operator: 'in', value: [] }
}
