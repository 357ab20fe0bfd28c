import { nearest } from '../nearest.ts'

/** A key of a section: how its text becomes a value. */
export interface Option<T> {
  /** What the value is, in a few words: `integer, 1 to 65535`. */
  readonly kind: string
  readonly required: boolean
  /** What a section gets that does not have the key. */
  readonly fallback?: T
  /** The value is never printed. */
  readonly secret: boolean
  /** The value, or an error that says what the text is not; it never repeats the text of a secret. */
  parse(text: string): T
}

export interface Limits {
  readonly min?: number
  readonly max?: number
}

/** The kinds of option. One that is given no default must be in the section, unless it is `optional(…)`. */
export const option = {
  text: (fallback?: string) => declare('text', fallback, text => text),
  /** A text that never reaches a log or a message. */
  secret: (fallback?: string): Option<string> => ({
    ...declare('secret text', fallback, text => text),
    secret: true,
  }),
  integer: (fallback?: number, limits: Limits = {}) =>
    declare(`integer${describeLimits(limits)}`, fallback, text =>
      within(limits, readNumber(text, /^[+-]?\d+$/, 'an integer')),
    ),
  float: (fallback?: number, limits: Limits = {}) =>
    declare(`number${describeLimits(limits)}`, fallback, text =>
      within(limits, readNumber(text, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, 'a number')),
    ),
  /** `true yes on y t 1` and `false no off n f 0`, in any case. */
  boolean: (fallback?: boolean) => declare('boolean', fallback, readBoolean),
  /** Items separated by commas; where there is no comma, by blanks or line ends. */
  list: (fallback?: readonly string[]) => declare<readonly string[]>('list', fallback, readList),
  /** `4096`, `64k`, `1.5 MiB`: the units are powers of 1024, however they are spelt. */
  bytes: (fallback?: number) => declare('bytes', fallback, readBytes),
  /** `300`, `1.5`, `500ms`, `5m`, `1h30m`, `2 days`. */
  seconds: (fallback?: number) => declare('seconds', fallback, readSeconds),
  oneOf: <const T extends string>(choices: readonly T[], fallback?: NoInfer<T>) =>
    declare<T>(`one of ${choices.join(', ')}`, fallback, text => readChoice(choices, text)),
  optional: <T>(inner: Option<T>): Option<T | undefined> => ({ ...inner, required: false }),
}

function declare<T>(kind: string, fallback: T | undefined, parse: (text: string) => T): Option<T> {
  return { kind, fallback, required: fallback === undefined, secret: false, parse }
}

function readNumber(text: string, form: RegExp, what: string): number {
  const trimmed = text.trim()
  if (!form.test(trimmed)) throw new Error(`is not ${what}`)
  return Number(trimmed)
}

function within(limits: Limits, value: number): number {
  const { min = -Infinity, max = Infinity } = limits
  if (value < min || value > max) throw new Error(`is out of range:${describeLimits(limits).slice(1)}`)
  return value
}

function describeLimits({ min, max }: Limits): string {
  if (min !== undefined && max !== undefined) return `, ${min} to ${max}`
  if (min !== undefined) return `, at least ${min}`
  return max === undefined ? '' : `, at most ${max}`
}

function readBoolean(text: string): boolean {
  if (/^\s*(true|yes|on|y|t|1)\s*$/i.test(text)) return true
  if (/^\s*(false|no|off|n|f|0)\s*$/i.test(text)) return false
  throw new Error('is neither true nor false')
}

function readList(text: string): readonly string[] {
  const items = text.split(text.includes(',') ? ',' : /\s+/)
  return items.map(item => item.trim()).filter(item => item !== '')
}

const powersOf1024 = ['', 'k', 'm', 'g', 't', 'p']

function readBytes(text: string): number {
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?\s*$/i.exec(text) ?? []
  if (amount === undefined) throw new Error('is not an amount of bytes such as 4096, 64k or 1.5 MiB')
  return Math.round(Number(amount) * 1024 ** powersOf1024.indexOf(unit.toLowerCase()))
}

const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800 }
const duration =
  /(\d+(?:\.\d+)?)\s*(ms|milliseconds?|[smhdw]|sec|seconds?|min|minutes?|hours?|days?|weeks?)?(?=\s|\d|$)/gi

function readSeconds(text: string): number {
  const rest = text.replace(duration, '').trim()
  const parts = [...text.matchAll(duration)]
  if (rest !== '' || parts.length === 0) throw new Error('is not a time such as 300, 500ms, 5m or 1h30m')
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitSeconds(unit), 0)
}

function unitSeconds(unit = 's'): number {
  const lower = unit.toLowerCase()
  const short = lower.startsWith('ms') || lower.startsWith('milli') ? 'ms' : lower.charAt(0)
  return secondsIn[short] ?? 1
}

function readChoice<T extends string>(choices: readonly T[], text: string): T {
  const choice = choices.find(candidate => candidate === text.trim())
  if (choice !== undefined) return choice
  const likely = nearest(text.trim(), choices)
  throw new Error(
    `is none of ${choices.join(', ')}${likely === undefined ? '' : `; did you mean "${likely}"?`}`,
  )
}
