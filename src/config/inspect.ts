import { isModulePath } from '../stores/store-types.ts'
import type { Options } from './config.ts'
import type { Declared } from './declarations.ts'
import { ConfigError, type Diagnostic } from './diagnostic.ts'
import type { OsloFile } from './oslo-ini.ts'
import { findSettings, type Reading, readOption } from './read-config.ts'
import { normalizeGroup, type Setting } from './settings.ts'
import { knownNamesOf, unknownNames } from './unknown-names.ts'
import { readDict, readList } from './values.ts'

/** Every fault in what was set, and everything that is going to be one: nothing waits for its first use. */
export function inspectSettings(
  reading: Reading,
  files: readonly OsloFile[],
  backendOptions: Options,
): Diagnostic[] {
  const backends = backendsOf(reading)
  const ids = backends.map(({ id }) => id)
  const open = openGroups(reading, backends).map(normalizeGroup)
  const declared = [
    ...reading.declarations.all,
    ...[...ids, 'backend_defaults'].flatMap(group =>
      Object.entries(backendOptions).map(([key, option]) => ({ group, key, option })),
    ),
  ]
  return withoutRepetition([
    ...declared.flatMap(one => [...faultsOf(reading, one), ...deprecationsOf(reading, one)]),
    ...unknownNames(files, {
      ...knownNamesOf(reading.declarations, ids, Object.keys(backendOptions)),
      isOpen: group => open.includes(normalizeGroup(group)),
    }),
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

interface Backend {
  readonly id: string
  readonly type: string
}

/** The stores of enabled_backends: each has a section named like its id. */
function backendsOf({ find }: Reading): readonly Backend[] {
  const [setting] = find([{ group: 'DEFAULT', key: 'enabled_backends' }], false)
  return Object.entries(readOr({}, readDict, setting)).map(([id, type]) => ({ id, type }))
}

/** Sections in which somebody's own store type may have options that only its module declares. */
function openGroups({ find }: Reading, backends: readonly Backend[]): readonly string[] {
  const own = backends.filter(({ type }) => isModulePath(type)).map(({ id }) => id)
  const [stores] = find([{ group: 'glance_store', key: 'stores' }], false)
  const shared = readOr([], text => readList(text, String), stores).some(isModulePath)
  return [...own, ...(own.length > 0 ? ['backend_defaults'] : []), ...(shared ? ['glance_store'] : [])]
}

/** What cannot be read is reported where the option itself is. */
function readOr<T>(otherwise: T, read: (text: string) => T, setting: Setting | undefined): T {
  try {
    return setting ? read(setting.text) : otherwise
  } catch {
    return otherwise
  }
}
