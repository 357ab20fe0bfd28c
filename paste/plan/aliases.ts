import { type Diagnostic, type Spot, warning } from '../errors.ts'
import { type Settings, takeSetting } from '../ini/settings.ts'
import { isUri } from './uri.ts'

/** Names as files spell them, and what they stand for here. `%(key)s` in the latter is that key of the section. */
export type AliasTable = Readonly<Record<string, string>>

/** What the framework itself has for names of Python's Paste. */
export const pasteAliases: AliasTable = {
  'egg:Paste#urlmap': 'glasspaste/paste:urlmap',
  'egg:paste#urlmap': 'glasspaste/paste:urlmap',
  'egg:Paste#cascade': 'glasspaste/paste:cascade',
  'egg:Paste#static': 'glasspaste/paste:staticFiles',
  'egg:Paste#http': 'glasspaste/paste:serverFactory',
  'paste.urlmap:urlmap_factory': 'glasspaste/paste:urlmap',
}

export interface Aliasing {
  readonly aliases: AliasTable
  warn(warning: Diagnostic): void
}

/** What stands behind a name, with one warning for each name; nothing when it is no alias. */
export function findAlias(
  { aliases, warn }: Aliasing,
  name: string,
  at: Spot,
  locals?: Settings,
): string | undefined {
  const template = Object.hasOwn(aliases, name) ? aliases[name] : undefined
  if (template === undefined) return undefined
  const target = template.replace(/%\(([^)]+)\)s/g, (_, key: string) =>
    locals ? (takeSetting(locals, key)?.value ?? '') : '',
  )
  const known = target !== template && Object.hasOwn(aliases, target) ? (aliases[target] ?? target) : target
  const spelling = isUri(name) && !isUri(known) ? `call:${known}` : known
  const problem = `"${name}" is read as "${spelling}"`
  warn(warning('PASTE_OLD_NAME', { ...at, word: name }, problem, `write ${spelling}`))
  return known
}
