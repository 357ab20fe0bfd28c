import { dirname } from 'node:path'
import type { Diagnostic, Spot } from './errors.ts'
import { PasteError, warning } from './errors.ts'
import type { Entry, IniFile, Section } from './ini.ts'
import { spotOf, strip } from './ini.ts'
import { interpolate, type RawValue, type Scope } from './interpolate.ts'
import { nearest } from './nearest.ts'

export type Kind = 'app' | 'filter' | 'server'

/** Spellings of the sections that can hold each kind of thing; of one family the first that is there counts. */
const families: Readonly<Record<Kind, readonly (readonly string[])[]>> = {
  app: [['app', 'application'], ['composite', 'composit'], ['pipeline'], ['filter-app']],
  filter: [['filter']],
  server: [['server']],
}

/** A value after interpolation, and where it comes from; the caller's own values come from nowhere. */
export interface Setting {
  readonly key: string
  readonly value: string
  readonly entry?: Entry
}

export type Settings = Map<string, Setting>

/** A file as one loader sees it: its `[DEFAULT]` joined with what the caller has set. */
export interface ConfigFile {
  readonly ini: IniFile
  readonly here: string
  readonly defaults: ReadonlyMap<string, RawValue>
  readonly env?: Readonly<Record<string, string | undefined>>
}

export function openConfigFile(
  ini: IniFile,
  callers: Settings | undefined,
  env?: Readonly<Record<string, string | undefined>>,
): ConfigFile {
  const here = dirname(ini.file)
  const defaults = new Map<string, RawValue>([
    ['here', literal(here)],
    ['__file__', literal(ini.file)],
  ])
  for (const entry of ini.defaults.values()) defaults.set(entry.key, rawValue(entry))
  for (const setting of callers?.values() ?? []) {
    if (!defaults.has(setting.key)) defaults.set(setting.key, rawSetting(setting))
  }
  return { ini, here, defaults, env }
}

/** The one section that holds the `kind` of this name. `asked` is where the name is used. */
export function findSection(
  { ini }: ConfigFile,
  kind: Kind,
  name: string,
  asked: Spot,
  warn: (warning: Diagnostic) => void,
): Section {
  const perFamily = families[kind].map(spellings =>
    spellings.map(prefix => [...ini.sections.values()].filter(section => isNamed(section, prefix, name))),
  )
  const found = perFamily.flatMap(spellings => spellings.find(sections => sections.length > 0) ?? [])
  const [section, second] = found
  if (section === undefined) throw noSection(ini, kind, name, asked)
  if (second !== undefined) throw ambiguous(ini, found, name, asked)
  for (const hidden of perFamily.flat(2)) {
    if (hidden !== section) warn(shadowedSection(ini, hidden, section))
  }
  return section
}

/** The names of the sections that hold this kind. */
export function namesOf(ini: IniFile, kind: Kind): string[] {
  const prefixes = families[kind].flat()
  return [...ini.sections.keys()].flatMap(section => {
    const [prefix, name] = splitName(section)
    return prefixes.includes(prefix) && name !== undefined ? [name] : []
  })
}

/** What a section says, `set` and `get` carried out. */
export interface Reading {
  readonly globals: Settings
  readonly locals: Settings
  /** What `set` has put into `globals`. */
  readonly additions: Settings
}

/** Runs part of the work; where faults are collected, notes the fault and gives nothing. */
export type Attempt = <T>(work: () => T) => T | undefined

export function readSection(
  config: ConfigFile,
  section: Section,
  callers: Settings | undefined,
  { attempt, warn }: { attempt: Attempt; warn: (warning: Diagnostic) => void },
): Reading {
  const reading = { globals: readDefaults(config, attempt, warn), locals: new Map(), additions: new Map() }
  for (const setting of callers?.values() ?? []) reading.globals.set(setting.key, setting)
  const scope = scopeOf(config, section)
  const wanted: Setting[] = []
  for (const [option, entry] of optionsOf(config, section)) {
    const read = (key: string) =>
      attempt(() => ({ key, value: interpolate(entry.raw, scope), entry: entry.entry }))
    if (option.startsWith('set ')) {
      const setting = read(strip(option.slice(4)))
      if (setting) reading.additions.set(setting.key, setting)
      if (setting) reading.globals.set(setting.key, setting)
    } else if (option.startsWith('get ')) {
      const setting = read(strip(option.slice(4)))
      if (setting) wanted.push(setting)
    } else if (config.defaults.has(option)) {
      if (entry.entry && section.entries.has(option)) warn(shadowedKey(config, entry.entry))
    } else {
      const setting = read(option)
      if (setting) addLocal(reading.locals, setting, warn)
    }
  }
  for (const setting of wanted)
    attempt(() => reading.locals.set(setting.key, getGlobal(setting, reading.globals)))
  return reading
}

function addLocal(locals: Settings, setting: Setting, warn: (warning: Diagnostic) => void) {
  locals.set(setting.key, setting)
  const comment =
    setting.entry === undefined ? undefined : /[ \t][#;][ \t]*\S.*/.exec(setting.entry.value)?.[0]
  if (setting.entry && comment) warn(inlineComment(setting.entry, comment.trim()))
}

function readDefaults(config: ConfigFile, attempt: Attempt, warn: (warning: Diagnostic) => void): Settings {
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

/** The section's own keys, then those of `[DEFAULT]` that it does not repeat. */
function optionsOf(config: ConfigFile, section: Section) {
  const options = new Map<string, { raw: RawValue; entry?: Entry }>()
  for (const [key, entry] of section.entries) options.set(key, { raw: rawValue(entry), entry })
  for (const [key, raw] of config.defaults) {
    if (!options.has(key)) options.set(key, { raw, entry: config.ini.defaults.get(key) })
  }
  return options
}

function scopeOf({ defaults, env }: ConfigFile, section?: Section): Scope {
  return {
    find(name) {
      const own = section?.entries.get(name)
      return own ? rawValue(own) : (defaults.get(name) ?? fromEnvironment(name, env))
    },
    names: () => [...(section?.entries.keys() ?? []), ...defaults.keys()],
  }
}

function fromEnvironment(name: string, env: ConfigFile['env']): RawValue | undefined {
  const value = name.startsWith('ENV_') ? env?.[name.slice(4)] : undefined
  return value === undefined ? undefined : literal(value)
}

const literal = (value: string): RawValue => ({ value, isLiteral: true, spot: () => ({}) })
const rawValue = (entry: Entry): RawValue => ({ value: entry.value, spot: word => spotOf(entry, word) })
const rawSetting = ({ key, value, entry }: Setting): RawValue => ({
  value,
  spot: word => (entry ? spotOf(entry, word) : { key }),
})

function getGlobal({ key, value: wanted, entry }: Setting, globals: Settings): Setting {
  const found = globals.get(wanted)
  if (found) return { key, value: found.value, entry: found.entry ?? entry }
  const right = nearest(wanted, globals.keys())
  throw new PasteError(
    'PASTE_NO_GLOBAL',
    entry ? spotOf(entry, wanted) : {},
    `there is no global key "${wanted}"`,
    { hint: right === undefined ? 'add it to [DEFAULT]' : `did you mean "${right}"?` },
  )
}

const isNamed = (section: Section, prefix: string, name: string) => {
  const [itsPrefix, itsName] = splitName(section.name)
  return itsPrefix === prefix && itsName === name
}

function splitName(section: string): [prefix: string, name: string | undefined] {
  const colon = section.indexOf(':')
  return colon < 0 ? [section, undefined] : [section.slice(0, colon), section.slice(colon + 1).trim()]
}

function noSection(ini: IniFile, kind: Kind, name: string, asked: Spot): PasteError {
  const article = kind === 'app' ? 'an' : 'a'
  const other = (['app', 'filter', 'server'] as const).find(
    candidate => candidate !== kind && namesOf(ini, candidate).includes(name),
  )
  const right = nearest(name, namesOf(ini, kind))
  const hint =
    other !== undefined
      ? `"${name}" (line ${lineOf(ini, other, name)}) is ${other === 'app' ? 'an' : 'a'} ${other}, and ${article} ${kind} is needed here`
      : right !== undefined
        ? `did you mean "${right}" (line ${lineOf(ini, kind, right)})?`
        : `add a section [${kind}:${name}]`
  const at = asked.file === undefined ? { file: ini.file } : asked
  return new PasteError('PASTE_NO_SECTION', at, `there is no ${kind} "${name}"`, { hint })
}

function lineOf(ini: IniFile, kind: Kind, name: string): number | undefined {
  const prefixes = families[kind].flat()
  return [...ini.sections.values()].find(section => prefixes.some(prefix => isNamed(section, prefix, name)))
    ?.line
}

function ambiguous(ini: IniFile, found: readonly Section[], name: string, asked: Spot): PasteError {
  const places = found.map(section => `[${section.name}] (line ${section.line})`).join(' and ')
  const at = asked.file === undefined ? { file: ini.file } : asked
  return new PasteError('PASTE_AMBIGUOUS_SECTION', at, `"${name}" can be ${places}`, {
    hint: 'rename one of them',
  })
}

function shadowedSection(ini: IniFile, hidden: Section, section: Section): Diagnostic {
  const at = { file: ini.file, line: hidden.line, section: hidden.name, source: hidden.source }
  const problem = `[${section.name}] in line ${section.line} is used instead of this section`
  return warning('PASTE_SHADOWED_SECTION', at, problem, 'keep one of the two')
}

function shadowedKey(config: ConfigFile, entry: Entry): Diagnostic {
  const line = config.ini.defaults.get(entry.key)?.line
  const where = line === undefined ? 'the global configuration has it' : `[DEFAULT] has it in line ${line}`
  const problem = `"${entry.key}" is ignored here, because ${where}`
  return warning(
    'PASTE_SHADOWED_KEY',
    spotOf(entry, entry.key),
    problem,
    `write "set ${entry.key} = …" to override it`,
  )
}

function inlineComment(entry: Entry, comment: string): Diagnostic {
  const problem = `"${comment}" is part of the value: there are no comments after a value`
  return warning(
    'PASTE_INLINE_COMMENT',
    spotOf(entry, comment),
    problem,
    'put the comment on a line of its own',
  )
}

function emptyDefault(entry: Entry): Diagnostic {
  const problem = `"${entry.key}" comes out empty, so factories get its raw text, as in PasteDeploy`
  return warning('PASTE_EMPTY_DEFAULT', spotOf(entry), problem, 'write the value out, or leave it empty')
}
