import type { Option } from './config.ts'
import type { Origin } from './diagnostic.ts'
import type { OsloFile } from './oslo-ini.ts'

/** Under what name an option can be set. */
export interface OptionName {
  readonly group: string
  readonly key: string
}

/** What somebody has written for an option, before anything reads it. */
export interface Setting extends OptionName {
  readonly text: string
  readonly origin: Origin
}

export interface Sources {
  /** In the order they were read: a later one overrides an earlier one. */
  readonly files: readonly OsloFile[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Values of the command line, by `group.name`. */
  readonly values: ReadonlyMap<string, string>
}

/** Finds what was set, by the first of: command line, environment, last file. The first name is the current one, which
 * alone counts in the environment. Gives nothing, one setting, or all of a multi-valued option, earliest first. */
export type FindSettings = (names: readonly OptionName[], multi: boolean) => readonly Setting[]

export function findSettingsIn({ files, env, values }: Sources): FindSettings {
  const latestFirst = files.toReversed().map(indexFile)
  return (names, multi) => {
    const outside = findArgument(names, values) ?? findVariable(names, env)
    return outside ? [outside] : multi ? findAll(names, latestFirst) : findLast(names, latestFirst)
  }
}

/** The names of an option: the current one first, then the older ones in the order of their declaration. */
export function namesOf(group: string, key: string, option: Option<unknown>): readonly OptionName[] {
  const older = (option.deprecatedNames ?? []).map(name => splitName(name, group))
  return [{ group, key }, ...older]
}

/** Sections are found in any case, except DEFAULT. */
export function normalizeGroup(group: string): string {
  return group === 'DEFAULT' ? group : group.toLowerCase()
}

function splitName(name: string, group: string): OptionName {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? { group, key: name } : { group: name.slice(0, dot), key: name.slice(dot + 1) }
}

type FileIndex = ReadonlyMap<string, readonly Setting[]>

function indexFile({ assignments }: OsloFile): FileIndex {
  const index = new Map<string, Setting[]>()
  for (const { group, key, value, file, line, text } of assignments) {
    const setting: Setting = { group, key, text: value, origin: { kind: 'file', file, line, text } }
    const place = placeOf(setting)
    const others = index.get(place)
    if (others) others.push(setting)
    else index.set(place, [setting])
  }
  return index
}

function findArgument(names: readonly OptionName[], values: Sources['values']): Setting | undefined {
  for (const { group, key } of names) {
    const text = values.get(`${group}.${key}`)
    if (text !== undefined) {
      return { group, key, text, origin: { kind: 'argument', name: `--${key.replaceAll('_', '-')}` } }
    }
  }
  return undefined
}

function findVariable([current]: readonly OptionName[], env: Sources['env']): Setting | undefined {
  if (current === undefined) return undefined
  const name = `OS_${current.group.toUpperCase()}__${current.key.toUpperCase()}`
  const text = env[name]
  return text === undefined ? undefined : { ...current, text, origin: { kind: 'environment', name } }
}

function findLast(names: readonly OptionName[], files: readonly FileIndex[]): readonly Setting[] {
  for (const file of files) {
    for (const name of names) {
      const last = file.get(placeOf(name))?.at(-1)
      if (last) return [last]
    }
  }
  return []
}

function findAll(names: readonly OptionName[], files: readonly FileIndex[]): readonly Setting[] {
  const latestFirst = files.flatMap(file => names.map(name => file.get(placeOf(name)) ?? []))
  return latestFirst.toReversed().flat()
}

function placeOf({ group, key }: OptionName): string {
  return `${normalizeGroup(group)}\n${key}`
}
