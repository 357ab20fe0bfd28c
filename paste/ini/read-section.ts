import { type Diagnostic, PasteError, warning } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { strip } from './blanks.ts'
import { type ConfigFile, optionsOf, scopeOf } from './config-file.ts'
import { type Entry, type Section, spotOf } from './ini.ts'
import { interpolate } from './interpolate.ts'
import { type Setting, type Settings, spotOfSetting } from './settings.ts'

/** What a section says, with `set` and `get` carried out. */
export interface Reading {
  readonly globals: Settings
  readonly locals: Settings
  /** What `set` has put into `globals`. */
  readonly additions: Settings
}

export interface Reporting {
  /** Does a part of the work; where faults are collected, notes a fault and gives nothing. */
  attempt<T>(work: () => T): T | undefined
  warn(warning: Diagnostic): void
}

/** Reads a section; `callers` are the globals of whoever uses it, which come before those of `[DEFAULT]`. */
export function readSection(
  config: ConfigFile,
  section: Section,
  callers: Settings | undefined,
  reporting: Reporting,
): Reading {
  const globals = new Map([...readDefaults(config, reporting), ...(callers ?? [])])
  const reading: Reading = { globals, locals: new Map(), additions: new Map() }
  const scope = scopeOf(config, section)
  const wanted: Settings = new Map()
  for (const { key: option, raw, entry, isOwn } of optionsOf(config, section)) {
    const [verb, key] = splitVerb(option)
    if (verb === undefined && config.defaults.has(option)) {
      if (entry && isOwn) reporting.warn(shadowedKey(config, entry))
      continue
    }
    const value = reporting.attempt(() => interpolate(raw, scope))
    if (value === undefined) continue
    const setting = { key, value, entry }
    if (verb === 'get') wanted.set(key, setting)
    else if (verb === 'set') reading.additions.set(key, setting)
    else reading.locals.set(key, setting)
    if (verb === 'set') globals.set(key, setting)
    if (entry && isOwn) warnOfComment(entry, reporting)
  }
  for (const setting of wanted.values()) {
    const found = reporting.attempt(() => getGlobal(setting, globals))
    if (found) reading.locals.set(setting.key, found)
  }
  return reading
}

/** `set key` and `get key`, taken apart. */
function splitVerb(option: string): [verb: 'set' | 'get' | undefined, key: string] {
  if (option.startsWith('set ')) return ['set', strip(option.slice(4))]
  if (option.startsWith('get ')) return ['get', strip(option.slice(4))]
  return [undefined, option]
}

function readDefaults(config: ConfigFile, { attempt, warn }: Reporting): Settings {
  const scope = scopeOf(config)
  const settings: Settings = new Map()
  for (const [key, raw] of config.defaults) {
    const value = attempt(() => interpolate(raw, scope))
    if (value === undefined) continue
    const entry = config.ini.defaults.get(key)
    // PasteDeploy falls back to the raw text of a value that comes out empty.
    if (value === '' && raw.value !== '' && entry) warn(emptyDefault(entry))
    settings.set(key, { key, value: value || raw.value, entry })
  }
  return settings
}

function getGlobal(setting: Setting, globals: Settings): Setting {
  const { key, value: wanted } = setting
  const found = globals.get(wanted)
  if (found) return { ...found, key }
  const right = nearest(wanted, globals.keys())
  const hint = right === undefined ? 'add it to [DEFAULT]' : `did you mean "${right}"?`
  const at = spotOfSetting(setting, wanted)
  throw new PasteError('PASTE_NO_GLOBAL', at, `there is no global key "${wanted}"`, { hint })
}

function shadowedKey({ ini }: ConfigFile, entry: Entry): Diagnostic {
  const line = ini.defaults.get(entry.key)?.line
  const where = line === undefined ? 'the global configuration has it' : `[DEFAULT] has it in line ${line}`
  const problem = `"${entry.key}" is ignored here, because ${where}`
  const hint = `write "set ${entry.key} = …" to override it`
  return warning('PASTE_SHADOWED_KEY', spotOf(entry, entry.key), problem, hint)
}

function warnOfComment(entry: Entry, { warn }: Reporting) {
  const comment = /[ \t]([#;][ \t]*\S.*)/.exec(entry.value)?.[1]
  if (comment === undefined) return
  const problem = `"${comment}" is part of the value: there are no comments after a value`
  const hint = 'put the comment on a line of its own'
  warn(warning('PASTE_INLINE_COMMENT', spotOf(entry, comment), problem, hint))
}

function emptyDefault(entry: Entry): Diagnostic {
  const problem = `"${entry.key}" comes out empty, so factories get its raw text, as in PasteDeploy`
  return warning('PASTE_EMPTY_DEFAULT', spotOf(entry), problem, 'write the value out, or leave it empty')
}
