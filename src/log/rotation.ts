import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Sink } from './sink.ts'
import { fileSink } from './sinks.ts'
import { strftime } from './strftime.ts'

/** Before a line would make the file larger than `maxBytes`, it becomes `name.1`, `name.1` becomes `name.2`, and so on;
 * `count` of them are kept. */
export function rotateBySize(path: string, { maxBytes, count }: { maxBytes: number; count: number }): Sink {
  const sink = fileSink(path)
  return {
    ...sink,
    write(line, level) {
      // Asked every time: other processes may write to the file, and rotate it.
      const bytes = sizeOf(path)
      if (maxBytes > 0 && count > 0 && bytes > 0 && bytes + Buffer.byteLength(line) >= maxBytes) {
        shiftNumbered(path, count)
        sink.reopen()
      }
      sink.write(line, level)
    },
  }
}

export interface Interval {
  readonly unit: 'seconds' | 'minutes' | 'hours' | 'days' | 'midnight' | 'weekday'
  /** Units between two rotations; for a weekday its number, Monday being 0. */
  readonly interval: number
  readonly count: number
}

/** At each turn the file becomes `name.<when it was begun>`; the newest `count` of them are kept, or all if that is 0. */
export function rotateByTime(path: string, every: Interval): Sink {
  const sink = fileSink(path)
  let begun = statSync(path).size > 0 ? statSync(path).mtime : new Date()
  let end = turnAfter(begun, every)
  return {
    ...sink,
    write(line, level, mayWait) {
      const now = new Date()
      if (now >= end) {
        putAside(path, strftime(suffixes[every.unit], begun), every.count)
        sink.reopen()
        begun = now
        end = turnAfter(now, every)
      }
      sink.write(line, level, mayWait)
    },
  }
}

const suffixes = {
  seconds: '%Y-%m-%d_%H-%M-%S',
  minutes: '%Y-%m-%d_%H-%M',
  hours: '%Y-%m-%d_%H',
  days: '%Y-%m-%d',
  midnight: '%Y-%m-%d',
  weekday: '%Y-%m-%d',
} as const

const lengths = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const

function turnAfter(begun: Date, { unit, interval }: Interval): Date {
  if (unit !== 'midnight' && unit !== 'weekday') return new Date(begun.getTime() + interval * lengths[unit])
  const midnight = new Date(begun.getFullYear(), begun.getMonth(), begun.getDate() + 1)
  const mondayBased = (midnight.getDay() + 6) % 7
  const wait = unit === 'weekday' ? (interval + 1 - mondayBased + 7) % 7 : interval - 1
  midnight.setDate(midnight.getDate() + wait)
  return midnight
}

function shiftNumbered(path: string, count: number): void {
  for (let number = count - 1; number >= 1; number--) {
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`)
  }
  renameSync(path, `${path}.1`)
}

function putAside(path: string, suffix: string, count: number): void {
  const aside = `${path}.${suffix}`
  // Another process that writes to the file may have been first.
  if (existsSync(path) && !existsSync(aside)) renameSync(path, aside)
  const old = readdirSync(dirname(path))
    .filter(name => name.startsWith(`${basename(path)}.`) && /\.\d{4}-\d\d-\d\d[\d_-]*$/.test(name))
    .sort()
  const tooMany = count === 0 ? [] : old.slice(0, -count)
  for (const name of tooMany) rmSync(join(dirname(path), name))
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
