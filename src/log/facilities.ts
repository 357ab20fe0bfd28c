import { nearest } from '../config/nearest.ts'

const facilities = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock'],
  ...Array.from({ length: 8 }, (_, number) => `local${number}`),
]

/** The number of a facility, given as `LOG_LOCAL0`, `local0` or a number. */
export function readFacility(text: string): number {
  const number = /^\d+$/.test(text)
    ? Number(text)
    : facilities.indexOf(text.toLowerCase().replace(/^log_/, ''))
  if (number >= 0 && number < facilities.length) return number
  const names = facilities.map(name => `'LOG_${name.toUpperCase()}'`).join(', ')
  throw new Error(`syslog facility must be one of: ${names}`)
}

export function hintAtFacility(text: string): string | undefined {
  const meant = nearest(text.toLowerCase().replace(/^log_/, ''), facilities)
  return meant && `did you mean "LOG_${meant.toUpperCase()}"?`
}
