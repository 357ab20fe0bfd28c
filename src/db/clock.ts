import type { Timestamp } from './records.ts'

export type Clock = () => Timestamp

/** Tells the time in microseconds, never the same twice: rows made one after the other also sort so. */
export function startClock(now: () => number = Date.now): Clock {
  let last = 0
  return () => {
    last = Math.max(now() * 1000, last + 1)
    return formatTimestamp(last)
  }
}

export function formatTimestamp(microseconds: number): Timestamp {
  const milliseconds = Math.floor(microseconds / 1000)
  const rest = String(microseconds - milliseconds * 1000).padStart(3, '0')
  return new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', rest)
}
