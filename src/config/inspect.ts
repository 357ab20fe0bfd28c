import type { Options } from './config.ts'
import type { Declared } from './declarations.ts'
import { ConfigError, type Diagnostic } from './diagnostic.ts'
import type { OsloFile } from './oslo-ini.ts'
import { findSettings, type Reading, readOption } from './read-config.ts'
import { normalizeGroup, type Setting } from './settings.ts'
import { knownNamesOf, unknownNames } from './unknown-names.ts'
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
    ...unknownNames(files, knownNamesOf(reading.declarations, backends, Object.keys(backendOptions))),
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
