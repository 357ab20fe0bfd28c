import type { Spot } from '../errors.ts'

/** Keys whose values are never printed, whatever their factory declares: slips such as `passwrd` among them. */
export const looksSecret = (key: string) =>
  /pass[a-z]{0,6}$|pwd$|secret|token|credential|private|_keys?$|connection$|^sql_/i.test(key)

/** The spot with the value of a secret key blackened; percent signs stay, since they are what people look for. */
export function maskSecret<T extends Spot>(at: T): T {
  return at.key !== undefined && looksSecret(at.key) ? blacken(at) : at
}

/** The spot without the value that its line holds; the key stays. */
export function blacken<T extends Spot>(at: T): T {
  if (at.source === undefined) return at
  const valueAt = at.source.search(/[=:]/) + 1
  const source = at.source.slice(0, valueAt) + at.source.slice(valueAt).replace(/[^\s%]/g, '*')
  const word = at.word === at.key ? at.word : at.word?.replace(/[^\s%]/g, '*')
  return { ...at, source, word }
}
