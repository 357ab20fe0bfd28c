import { PasteError, type Spot } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { maskSecret } from '../options/secrets.ts'

/** A value before interpolation, and where it stands. */
export interface RawValue {
  readonly value: string
  /** Taken as it is: `here`, `__file__` and the environment. */
  readonly isLiteral?: boolean
  spot(word?: string): Spot
}

/** The values that `%(name)s` can mean. */
export interface Scope {
  find(name: string): RawValue | undefined
  names(): Iterable<string>
}

/** Fills `%(name)s` in, to any depth up to ten, and turns `%%` into `%`. */
export function interpolate(raw: RawValue, scope: Scope, depth = 1): string {
  if (raw.isLiteral || !raw.value.includes('%')) return raw.value
  if (depth > 10) {
    throw new PasteError('PASTE_TOO_DEEP', raw.spot(), 'values refer to one another more than ten deep')
  }
  return raw.value.replace(PERCENT, (match, name?: string) => {
    if (match === '%%') return '%'
    if (name === undefined) throw badPercent(raw, match)
    const found = scope.find(name)
    if (!found) throw noKey(raw, name, scope)
    return interpolate(found, scope, depth + 1)
  })
}

/** `%%`, `%(name)s`, or a percent sign that is wrong, with the word that it begins. */
const PERCENT = /%%|%\(([^)]+)\)s|%\S*/g

function badPercent(raw: RawValue, word: string): PasteError {
  const at = raw.spot(word)
  const isReference = word.startsWith('%(')
  const problem = isReference
    ? `"${word}" is no reference: it has to be %(name)s, with an s`
    : 'a % is followed by neither % nor (name)s'
  const corrected = at.source?.trim().replace(/%%|%\([^)]+\)s|%/g, match => (match === '%' ? '%%' : match))
  const hint = isReference || corrected === undefined ? undefined : `write ${corrected}`
  return new PasteError('PASTE_BAD_PERCENT', maskSecret(at), problem, {
    hint: maskSecret({ ...at, source: hint }).source,
  })
}

function noKey(raw: RawValue, name: string, scope: Scope): PasteError {
  const at = raw.spot(`%(${name})s`)
  if (name.startsWith('ENV_')) {
    const problem = `the environment variable ${name.slice('ENV_'.length)} is not set, or not let in`
    const hint = 'set it, and load with the option env: true (--env on the command line)'
    return new PasteError('PASTE_NO_KEY', at, problem, { hint })
  }
  const problem = `there is no key "${name}" in this section or in [DEFAULT]`
  const right = nearest(name, scope.names())
  const hint = right === undefined ? 'a plain percent sign is written %%' : `did you mean %(${right})s?`
  return new PasteError('PASTE_NO_KEY', at, problem, { hint })
}
