const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** Formats local time as strftime(3) does in the C locale. What it does not know stays as it is. */
export function strftime(format: string, date: Date): string {
  return format.replace(
    /%([a-zA-Z%])/g,
    (directive, letter: string) => directives[letter]?.(date) ?? directive,
  )
}

const directives: Readonly<Record<string, (date: Date) => string>> = {
  a: date => nameOf(days, date.getDay()).slice(0, 3),
  A: date => nameOf(days, date.getDay()),
  b: date => nameOf(months, date.getMonth()).slice(0, 3),
  B: date => nameOf(months, date.getMonth()),
  c: date => strftime('%a %b %e %H:%M:%S %Y', date),
  d: date => pad(date.getDate()),
  D: date => strftime('%m/%d/%y', date),
  e: date => String(date.getDate()).padStart(2),
  F: date => strftime('%Y-%m-%d', date),
  h: date => strftime('%b', date),
  H: date => pad(date.getHours()),
  I: date => pad(date.getHours() % 12 || 12),
  j: date => String(dayOfYear(date)).padStart(3, '0'),
  m: date => pad(date.getMonth() + 1),
  M: date => pad(date.getMinutes()),
  n: () => '\n',
  p: date => (date.getHours() < 12 ? 'AM' : 'PM'),
  R: date => strftime('%H:%M', date),
  s: date => String(Math.floor(date.getTime() / 1000)),
  S: date => pad(date.getSeconds()),
  t: () => '\t',
  T: date => strftime('%H:%M:%S', date),
  u: date => String(date.getDay() || 7),
  w: date => String(date.getDay()),
  x: date => strftime('%m/%d/%y', date),
  X: date => strftime('%H:%M:%S', date),
  y: date => pad(date.getFullYear() % 100),
  Y: date => String(date.getFullYear()),
  z: date => zoneOffset(date),
  Z: date => zoneName(date),
  '%': () => '%',
}

function nameOf(names: readonly string[], index: number): string {
  return names[index] ?? ''
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 0)
  return (Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - start) / 86_400_000
}

function zoneOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${pad(size % 60)}`
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZoneName: 'short' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}
