import { types } from 'pg'

const timestamp: number = types.builtins.TIMESTAMP
const bigint: number = types.builtins.INT8

/** Reads timestamps as `YYYY-MM-DD HH:MM:SS.ffffff` and big integers as numbers, as SQLite gives them. */
export const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
    if (oid === timestamp) return padFraction
    if (oid === bigint) return Number
    return format === 'binary' ? types.getTypeParser(oid, format) : types.getTypeParser(oid, 'text')
  },
}

/** PostgreSQL leaves out the zeros at the end. */
export function padFraction(text: string): string {
  const [seconds = '', fraction = ''] = text.split('.')
  return `${seconds}.${fraction.padEnd(6, '0')}`
}
