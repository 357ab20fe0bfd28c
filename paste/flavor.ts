import type { ConfigFile } from './config-file.ts'
import { PasteError } from './errors.ts'
import { type Kind, namesOf } from './find-section.ts'
import { nearest } from './nearest.ts'

interface Wanted {
  readonly kind: Kind
  readonly flavor?: string
}

/** The name to load: that of the flavor's own section where there is one. */
export function flavoredName(wanted: Wanted, name: string, config: ConfigFile): string {
  if (wanted.flavor === undefined) return name
  const names = namesOf(config.ini, wanted.kind)
  if (names.includes(`${name}-${wanted.flavor}`)) return `${name}-${wanted.flavor}`
  if (!names.includes(name)) checkFlavor(wanted, name, config)
  return name
}

/** Refuses a flavor that neither a section nor a composite knows. */
export function checkFlavor({ kind, flavor }: Wanted, name: string, config?: ConfigFile): void {
  if (flavor === undefined || name.endsWith(`-${flavor}`)) return
  const prefix = `${name}-`
  const names = config ? namesOf(config.ini, kind) : []
  const flavors = names.filter(found => found.startsWith(prefix)).map(found => found.slice(prefix.length))
  const right = nearest(flavor, flavors)
  const listed =
    flavors.length > 0 ? `it has ${flavors.join(', ')}` : `add a section [${kind}:${prefix}${flavor}]`
  throw new PasteError('PASTE_NO_FLAVOR', { file: config?.ini.file }, `"${name}" has no flavor "${flavor}"`, {
    hint: right === undefined ? listed : `did you mean "${right}"? ${listed}`,
  })
}
