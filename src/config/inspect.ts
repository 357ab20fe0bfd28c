import type { Options } from './config.ts'
import type { Declared } from './declarations.ts'
import { ConfigError, type Diagnostic } from './diagnostic.ts'
import { knownNames } from './known-names.ts'
import { nearest } from './nearest.ts'
import type { OsloFile } from './oslo-ini.ts'
import { findSettings, type Reading, readOption } from './read-config.ts'
import { normalizeGroup, type Setting } from './settings.ts'
import { readDict } from './values.ts'

/** Every fault in what was set, and everything that is going to be one: nothing waits for its first use. */
export function inspectSettings(
  reading: Reading,
  files: readonly OsloFile[],
  backendOptions: Options,
): Diagnostic[] {
  const backends = backendsOf(reading)
  const declared = [
    ...reading.declarations.all,
    ...[...backends, 'backend_defaults'].flatMap(group =>
      Object.entries(backendOptions).map(([key, option]) => ({ group, key, option })),
    ),
  ]
  return withoutRepetition([
    ...declared.flatMap(one => [...faultsOf(reading, one), ...deprecationsOf(reading, one)]),
    ...unknownNames(files, knowledgeOf(reading, backends, Object.keys(backendOptions))),
  ])
}

/** A faulty value shows again in every option that refers to it. */
function withoutRepetition(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map(one => [JSON.stringify(one), one])).values()]
}

function faultsOf(reading: Reading, { group, key, option }: Declared): readonly Diagnostic[] {
  try {
    readOption(reading, key, option, { group, options: {}, fallback: [], within: [] })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

function deprecationsOf({ find }: Reading, declared: Declared): Diagnostic[] {
  const { group, key, option } = declared
  return findSettings(find, declared).flatMap(setting => {
    const from = `Option "${setting.key}" from group "${setting.group}" is deprecated`
    const isOld = setting.key !== key || normalizeGroup(setting.group) !== normalizeGroup(group)
    const removed = option.deprecatedForRemoval
    return [
      ...(isOld ? [deprecation(setting, `${from}. Use option "${key}" from group "${group}".`)] : []),
      ...(removed === undefined ? [] : [deprecation(setting, `${from} for removal (${removed}).`)]),
    ]
  })
}

function deprecation({ origin, group, key }: Setting, message: string): Diagnostic {
  return { severity: 'warning', code: 'CONFIG_DEPRECATED', message, origin, group, key, mark: key }
}

/** The ids of enabled_backends: sections of stores. */
function backendsOf({ find }: Reading): readonly string[] {
  const [setting] = find([{ group: 'DEFAULT', key: 'enabled_backends' }], false)
  try {
    return Object.keys(readDict(setting?.text ?? ''))
  } catch {
    // It is reported where the option itself is read.
    return []
  }
}

/** Names that may stand in a section, or undefined where the section is nobody's. */
type KnownKeys = (group: string) => ReadonlySet<string> | undefined

interface Knowledge {
  readonly keysOf: KnownKeys
  readonly groups: readonly string[]
}

function knowledgeOf(
  { declarations }: Reading,
  backends: readonly string[],
  backendKeys: string[],
): Knowledge {
  const known = new Map<string, Set<string>>()
  const learn = (group: string, keys: readonly string[]) => {
    const name = normalizeGroup(group)
    known.set(name, new Set([...(known.get(name) ?? []), ...keys]))
  }
  for (const [group, names] of Object.entries(knownNames)) learn(group, names.trim().split(/\s+/))
  for (const group of declarations.groups) learn(group, declarations.keysOf(group))
  const ofStores = [...(known.get('glance_store') ?? []), ...backendKeys]
  const reserved = ['backend_defaults', 'os_glance_staging_store', 'os_glance_tasks_store']
  for (const group of [...backends, ...reserved]) learn(group, ofStores)
  return {
    keysOf: group =>
      known.get(normalizeGroup(group)) ?? (group.startsWith('cors.') ? known.get('cors') : undefined),
    groups: [...known.keys()],
  }
}

function unknownNames(files: readonly OsloFile[], knowledge: Knowledge): Diagnostic[] {
  return files.flatMap(({ sections, assignments }) => [
    ...sections
      .filter(({ group }) => knowledge.keysOf(group) === undefined)
      .flatMap(section => misspeltGroup(section, knowledge.groups)),
    ...assignments
      .filter(({ group, key }) => knowledge.keysOf(group)?.has(key) === false)
      .map(assignment => unknownOption(assignment, knowledge)),
  ])
}

/** Sections that are nobody's are left alone, unless they look like a slip. */
function misspeltGroup(section: OsloFile['sections'][number], groups: readonly string[]): Diagnostic[] {
  const { group, file, line, text } = section
  const meant =
    groups.find(known => known.toLowerCase() === group.toLowerCase()) ?? nearest(group.toLowerCase(), groups)
  if (meant === undefined) return []
  return [
    {
      severity: 'warning',
      code: 'CONFIG_UNKNOWN_GROUP',
      message: `nothing reads the group "${group}"`,
      origin: { kind: 'file', file, line, text },
      group,
      mark: group,
      hint: `did you mean [${meant}]?`,
    },
  ]
}

function unknownOption(
  assignment: OsloFile['assignments'][number],
  { keysOf, groups }: Knowledge,
): Diagnostic {
  const { group, key, file, line, text } = assignment
  const meant = nearest(key, keysOf(group) ?? [])
  const home = groups.find(other => keysOf(other)?.has(key))
  const hint = meant ? `did you mean "${meant}"?` : home && `it belongs in [${home}]`
  return {
    severity: 'warning',
    code: 'CONFIG_UNKNOWN_OPTION',
    message: `there is no option "${key}" in the group "${group}"`,
    origin: { kind: 'file', file, line, text },
    group,
    key,
    mark: key,
    ...(hint ? { hint } : {}),
  }
}
