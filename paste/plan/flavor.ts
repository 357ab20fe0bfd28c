import { PasteError, type Spot } from '../errors.ts'
import type { ConfigFile } from '../ini/config-file.ts'
import { type Kind, namesOf } from '../ini/find-section.ts'
import { nearest } from '../nearest.ts'

interface Wanted {
  readonly kind: Kind
  readonly flavor?: string
}

/** The name to load: that of the flavor's own section where there is one. */
export function flavoredName(wanted: Wanted, name: string, config: ConfigFile): string {
  if (!wanted.flavor) return name
  const names = namesOf(config.ini, wanted.kind)
  if (names.includes(`${name}-${wanted.flavor}`)) return `${name}-${wanted.flavor}`
  if (!names.includes(name)) checkFlavor(wanted, name, config)
  return name
}

/** Refuses a flavor that `name`, the section to load, does not say; for when no composite takes it up either. */
export function checkFlavor({ kind, flavor }: Wanted, name: string, config?: ConfigFile): void {
  if (!flavor || name.endsWith(`-${flavor}`)) return
  const prefix = `${name}-`
  const names = config ? namesOf(config.ini, kind) : []
  const known = names.filter(found => found.startsWith(prefix)).map(found => found.slice(prefix.length))
  throw noFlavor({ flavor, known, at: { file: config?.ini.file }, name })
}

interface Missing {
  readonly flavor: string
  readonly known: readonly string[]
  readonly at: Spot
  /** Whose flavor it would be. */
  readonly name?: string
}

export function noFlavor({ flavor, known, at, name }: Missing): PasteError {
  const right = nearest(flavor, known)
  const listed = known.length > 0 ? `there are ${known.join(', ')}` : `add a section ${name}-${flavor}`
  const problem =
    name === undefined ? `there is no flavor "${flavor}"` : `"${name}" has no flavor "${flavor}"`
  return new PasteError('PASTE_NO_FLAVOR', at, problem, {
    hint: right === undefined ? listed : `did you mean "${right}"? ${listed}`,
  })
}
