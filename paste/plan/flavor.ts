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
  const others = names.includes(name) ? [] : names.filter(found => found.endsWith(`-${flavor}`))
  const having = others.map(found => found.slice(0, -flavor.length - 1))
  throw noFlavor({ flavor, known, at: { file: config?.ini.file }, name, having })
}

interface Missing {
  readonly flavor: string
  readonly known: readonly string[]
  readonly at: Spot
  /** Whose flavor it would be. */
  readonly name?: string
  /** What has that flavor, where there is no section of the name. */
  readonly having?: readonly string[]
}

export function noFlavor({ flavor, known, at, name, having = [] }: Missing): PasteError {
  const problem =
    name === undefined ? `there is no flavor "${flavor}"` : `"${name}" has no flavor "${flavor}"`
  const right = nearest(flavor, known)
  const listed = known.length > 0 ? `its flavors: ${known.join(', ')}` : `add a section ${name}-${flavor}`
  const hint = right === undefined ? listed : `did you mean "${right}"? ${listed}`
  if (having.length === 0) return new PasteError('PASTE_NO_FLAVOR', at, problem, { hint })
  const others = having.map(other => `#${other}`).join(' or ')
  return new PasteError('PASTE_NO_FLAVOR', at, problem, { hint: `did you mean ${others}, which has it?` })
}
