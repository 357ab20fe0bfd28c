import { dirname } from 'node:path'
import { type Entry, type IniFile, type Section, spotOf } from './ini.ts'
import type { RawValue, Scope } from './interpolate.ts'
import { type Settings, spotOfSetting } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A file as one use of it sees it: its `[DEFAULT]`, joined with what the user of the file has set. */
export interface ConfigFile {
  readonly ini: IniFile
  readonly here: string
  readonly defaults: ReadonlyMap<string, RawValue>
  /** What `%(ENV_NAME)s` can mean. */
  readonly env?: Environment
}

export function openConfigFile(ini: IniFile, callers?: Settings, env?: Environment): ConfigFile {
  const here = dirname(ini.file)
  const defaults = new Map<string, RawValue>([
    ['here', literal(here)],
    ['__file__', literal(ini.file)],
  ])
  for (const entry of ini.defaults.values()) defaults.set(entry.key, rawValue(entry))
  for (const setting of callers?.values() ?? []) {
    const raw = { value: setting.value, spot: (word?: string) => spotOfSetting(setting, word) }
    if (!defaults.has(setting.key)) defaults.set(setting.key, raw)
  }
  return { ini, here, defaults, env }
}

/** What `%(name)s` means in a section, or in `[DEFAULT]` itself. */
export function scopeOf({ defaults, env }: ConfigFile, section?: Section): Scope {
  return {
    find(name) {
      const own = section?.entries.get(name)
      return own ? rawValue(own) : (defaults.get(name) ?? fromEnvironment(name, env))
    },
    names: () => [...(section?.entries.keys() ?? []), ...defaults.keys()],
  }
}

export interface RawOption {
  readonly key: string
  readonly raw: RawValue
  readonly entry?: Entry
  /** From the section itself, not from `[DEFAULT]`. */
  readonly isOwn: boolean
}

/** The section's own keys, then those of `[DEFAULT]` that it does not have. */
export function optionsOf({ defaults, ini }: ConfigFile, section: Section): RawOption[] {
  const own = [...section.entries].map(([key, entry]) => ({ key, raw: rawValue(entry), entry, isOwn: true }))
  const inherited = [...defaults].filter(([key]) => !section.entries.has(key))
  return [
    ...own,
    ...inherited.map(([key, raw]) => ({ key, raw, entry: ini.defaults.get(key), isOwn: false })),
  ]
}

const rawValue = (entry: Entry): RawValue => ({ value: entry.value, spot: word => spotOf(entry, word) })

/** A `%` in the name of a folder, or in the environment, means itself. */
const literal = (value: string): RawValue => ({ value, isLiteral: true, spot: () => ({}) })

function fromEnvironment(name: string, env: Environment | undefined): RawValue | undefined {
  const value = name.startsWith('ENV_') ? env?.[name.slice('ENV_'.length)] : undefined
  return value === undefined ? undefined : literal(value)
}
