import type { Spot } from '../errors.ts'

/** Slips such as `passwrd` and `pasword` among them, and not what has `passed`. */
const password = /(?<!by|com)pass(?!(?:ed|es|ing|ages?|ive|engers?)$)[a-z]{0,6}\d*$|pasw[a-z]{1,6}$|pwd$/
const others = /secret|token|credential|private|api[_-]?key|authorization|cookie/
/** Not what rows and images are sorted or found by, nor what everybody may know. */
const key = /(?<!(?:^|[_-])(?:sort|primary|foreign|public))[_-]keys?$/
const secretName = new RegExp([password, others, key].map(({ source }) => source).join('|'), 'i')
const connectionName = /connection$|^sql_/i

/** Names of keys in files whose values are never printed, whatever else is known of them. */
export const looksSecret = (name: string) => secretName.test(name) || connectionName.test(name)

/** Whether a field of a log tells a secret: one of those names has it, and a connection that is more than a word, such as
 * `close`, or a number. */
export function tellsSecret(name: string, value: unknown): boolean {
  if (secretName.test(name)) return true
  return connectionName.test(name) && typeof value === 'string' && !/^[\w-]*$/.test(value)
}

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
