import { isIPv4, isIPv6 } from 'node:net'
import { strip } from '../../paste/ini/blanks.ts'

/** Reads one value from its text, or throws an Error that says what is wrong with it, in oslo.config's words. */
export type Reader<T> = (text: string) => T

export interface Limits {
  readonly min?: number
  readonly max?: number
}

/** Integers beyond 2^53 keep their size, not their last digits. An empty text is no number: undefined. */
export function readInteger(text: string, limits: Limits = {}): number | undefined {
  if (strip(text) === '') return undefined
  const digits = strip(text).replace(/(?<=\d)_(?=\d)/g, '')
  if (!/^[+-]?\d+$/.test(digits)) {
    throw new Error(`invalid literal for int() with base 10: ${quote(text)}`)
  }
  return within(Number(digits), limits)
}

export function readFloat(text: string, limits: Limits = {}): number | undefined {
  if (strip(text) === '') return undefined
  const word = strip(text)
    .toLowerCase()
    .replace(/(?<=\d)_(?=\d)/g, '')
  if (!/^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?|nan)$/.test(word)) {
    throw new Error(`could not convert string to float: ${quote(text)}`)
  }
  return within(Number(word.replace(/inf(inity)?/, 'Infinity')), limits)
}

export function readBoolean(text: string): boolean {
  const word = text.toLowerCase()
  if (['true', '1', 'on', 'yes'].includes(word)) return true
  if (['false', '0', 'off', 'no'].includes(word)) return false
  throw new Error(`Unexpected boolean value ${quote(text)}`)
}

export function readChoice<C extends string>(text: string, choices: readonly C[], ignoreCase = false): C {
  const found = ignoreCase
    ? choices.find(choice => choice.toLowerCase() === text.toLowerCase())
    : choices.find(choice => choice === text)
  if (found === undefined) {
    throw new Error(`Valid values are [${choices.join(', ')}], but found ${quote(text)}`)
  }
  return found
}

/** A text that `pattern` occurs in. */
export function readPattern(text: string, pattern: RegExp): string {
  if (!pattern.test(text)) {
    throw new Error(`Value ${quote(text)} doesn't match regex ${quote(pattern.source)}`)
  }
  return text
}

/** An item of a list that may stand in quotes, where it may hold commas. */
export function readQuoted(text: string): string {
  const mark = text[0]
  if (mark !== '"' && mark !== "'") return text
  if (text.length === 1 || !text.endsWith(mark)) throw new Error(`Non-closed quote: ${text}`)
  return text.slice(1, -1)
}

/** An IPv4 or IPv6 address, or a host name by RFC 1123. */
export function readHost(text: string): string {
  if (isIPv4(text) || (isIPv6(text) && !text.includes('%')) || isHostname(text)) {
    return isIPv4(text) ? text : text.replace(/\.$/, '')
  }
  throw new Error(`${text} is not a valid host address`)
}

export function readList<T>(text: string, readItem: Reader<T>): readonly T[] {
  const items = strip(text).replace(/,+$/, '')
  return items === '' ? [] : [...splitItems(items, item => readItem(strip(item)))]
}

/** A list that stands in brackets. */
export function readBoundedList<T>(text: string, readItem: Reader<T>): readonly T[] {
  const bounded = strip(text).replace(/,+$/, '')
  if (!bounded.startsWith('[')) throw new Error('Value should start with "["')
  if (!bounded.endsWith(']')) throw new Error('Value should end with "]"')
  const items = bounded.slice(1, -1)
  return items === '' ? [] : [...splitItems(items, item => readItem(strip(item)))]
}

export function readDict(text: string): Readonly<Record<string, string>> {
  const dict = new Map<string, string>()
  for (const [key, value] of strip(text) === '' ? [] : splitItems(strip(text), readPair)) {
    if (key === '') throw new Error('Key name should not be empty')
    if (dict.has(key)) throw new Error(`Duplicate key ${key}`)
    dict.set(key, value)
  }
  return Object.fromEntries(dict)
}

/** A text as Python would print it in an error. */
export function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replaceAll(/(?! )[\p{C}\p{Z}]/gu, escapeInvisible)
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark
}

function escapeInvisible(character: string): string {
  const code = character.codePointAt(0)?.toString(16) ?? ''
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}

/** Splits at commas. An item that cannot be read alone is read together with what follows it, as oslo.config does it:
 * so values with commas work where the kind of item tells them apart. */
function* splitItems<T>(text: string, readItem: Reader<T>): Generator<T> {
  const rest = text.split(',')
  while (rest.length > 0) {
    let part = rest.shift() ?? ''
    for (;;) {
      try {
        yield readItem(part)
        break
      } catch (fault) {
        const next = rest.shift()
        if (next === undefined) throw fault
        part += `,${next}`
      }
    }
  }
}

function readPair(pair: string): readonly [string, string] {
  const colon = pair.indexOf(':')
  if (colon < 0) throw new Error('Value should be NAME:VALUE pairs separated by ","')
  return [strip(pair.slice(0, colon)), strip(pair.slice(colon + 1))]
}

function isHostname(text: string): boolean {
  const labels = text.replace(/\.$/, '').split('.')
  return (
    text.length <= 253 &&
    /[a-z-]/i.test(labels.at(-1) ?? '') &&
    labels.every(label => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i.test(label))
  )
}

function within(value: number, { min, max }: Limits): number {
  if (min !== undefined && value < min) throw new Error(`Should be greater than or equal to ${short(min)}`)
  if (max !== undefined && value > max) throw new Error(`Should be less than or equal to ${short(max)}`)
  return value
}

/** Six digits at most, as C's %g. */
function short(value: number): string {
  const text = String(Number(value.toPrecision(6)))
  if (Math.abs(value) < 1e6) return text
  const [mantissa, exponent = ''] = Number(text).toExponential().split('e+')
  return `${mantissa}e+${exponent.padStart(2, '0')}`
}
