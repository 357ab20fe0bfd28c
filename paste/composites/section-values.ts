import type { Conf } from '../types.ts'

/**
 * The keys of a section as one object for a function that knows nothing of paste files. `a.b = …` is `b` inside
 * `a`. A value that is JSON is what it says: numbers, `true`, `false` (in any case), `null`, `"text"`, `[…]`, `{…}`.
 * Any other, and a number with more digits than a number can hold, is the text itself.
 */
export function readValues(conf: Conf): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, text] of Object.entries(conf)) {
    const path = key.split('.')
    const last = path.pop() ?? key
    const holder = path.reduce(holderIn, values)
    define(holder, last, readValue(text))
  }
  return values
}

function holderIn(holder: Record<string, unknown>, name: string): Record<string, unknown> {
  const present = Object.hasOwn(holder, name) ? holder[name] : undefined
  if (typeof present === 'object' && present !== null) return present as Record<string, unknown>
  return define(holder, name, {})
}

/** Also defines `__proto__` as a plain key. */
function define<T>(holder: Record<string, unknown>, name: string, value: T): T {
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true })
  return value
}

function readValue(text: string): unknown {
  const trimmed = text.trim()
  if (/^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true'
  try {
    const value: unknown = JSON.parse(trimmed)
    return typeof value === 'number' && !isExact(trimmed, value) ? text : value
  } catch {
    return text
  }
}

const isExact = (text: string, value: number) => !/^-?\d+$/.test(text) || Number.isSafeInteger(value)
