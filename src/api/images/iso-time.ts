import type { Timestamp } from '../../db/records.ts'

const pattern =
  /^(\d{4})(?:-?(\d\d?)(?:-?(\d\d?)(?:[ T](\d\d)(?::?(\d\d))?(?::?(\d\d?)(?:[.,](\d+))?)?(Z|[-+]\d\d(?::?\d\d)?)?)?)?)?$/

/** An ISO 8601 moment, UTC where no zone is given, as the database writes it; undefined for anything else. */
export function readIsoTime(text: string): Timestamp | undefined {
  const match = pattern.exec(text)
  if (!match) return undefined
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone] = match
  const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)]
  const local = utcDate(parts)
  const offset = offsetMs(zone)
  if (!isSame(local, parts) || Math.abs(offset) >= dayMs) return undefined
  const moment = new Date(local.getTime() - offset)
  if (moment.getUTCFullYear() < 1 || moment.getUTCFullYear() > 9999) return undefined
  const micros = fraction.padEnd(6, '0').slice(0, 6)
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')}.${micros}`
}

/** Not by `Date.UTC`, which takes the year 20 for 1920. */
function utcDate([year = 0, month, day, hour = 0, ...rest]: readonly number[]): Date {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  date.setUTCHours(hour, ...rest)
  return date
}

/** False for the 31st of February and the like, which Date moves on. */
function isSame(date: Date, parts: readonly number[]): boolean {
  const [year, month, day, hour, minute, second] = parts
  return (
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  )
}

const dayMs = 24 * 60 * 60_000

function offsetMs(zone = 'Z'): number {
  if (zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0)
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
