import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { type CommandLine, readCommandLine } from './command-line.ts'
import type { Config, OptionGroup, Options } from './config.ts'
import { declarationsOf } from './declarations.ts'
import { describeOptions } from './describe.ts'
import { ConfigError, type Diagnostic, type Origin } from './diagnostic.ts'
import {
  type FileList,
  findIn,
  listConfigFiles,
  type Program,
  readConfigFiles,
  type Surroundings,
  searchDirectories,
} from './files.ts'
import { inspectSettings } from './inspect.ts'
import type { OsloFile } from './oslo-ini.ts'
import { findSettings, type Reading, readValuesFrom } from './read-config.ts'
import { backendGroups, declaredGroups } from './registry.ts'
import { findSettingsIn, normalizeGroup } from './settings.ts'

/** Where the configuration comes from: by default from the files that `glance-api` searches, and the environment. */
export interface LoadConfigOptions extends Partial<Surroundings> {
  /** Whose default files are searched, and whose help is printed. */
  readonly program?: Program
  /** Arguments after the program's name. */
  readonly argv?: readonly string[]
  /** A command line that the program has read itself, in place of `argv`. */
  readonly commandLine?: Pick<CommandLine, 'named' | 'values'>
  /** Config files to read instead of searching. */
  readonly files?: readonly string[]
  /** The options that exist, where they are not those of the service. */
  readonly groups?: readonly OptionGroup<Options>[]
}

export interface LoadedConfig extends Config {
  /** What will be a fault one day, or is most likely a slip. */
  readonly warnings: readonly Diagnostic[]
  /** Every option with its value, passwords hidden, and where that comes from. */
  describe(): readonly string[]
}

/** Reads the configuration of the service from arguments, environment and files. Every value that was set is checked;
 * one ConfigError tells all faults. */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const { config, diagnostics, reading } = await examineConfig(options)
  const faults = diagnostics.filter(({ severity }) => severity === 'error')
  if (faults.length > 0) throw new ConfigError(faults)
  return { ...config, warnings: diagnostics, describe: () => describeOptions(reading) }
}

/** Reads as much as can be read, and tells everything that is wrong or doubtful. */
export async function examineConfig(options: LoadConfigOptions): Promise<{
  readonly config: Config
  readonly diagnostics: readonly Diagnostic[]
  readonly reading: Reading
}> {
  const { program = 'glance-api', groups = declaredGroups } = options
  const surroundings = { env: options.env ?? process.env, home: options.home ?? homedir() }
  const line = options.commandLine ?? readCommandLine(program, options.argv ?? [], groups)
  const given = (options.files ?? []).map(path => ({ kind: 'file', path }) as const)
  const list = await listConfigFiles(program, [...given, ...line.named], surroundings)
  const { good: files, faults } = await readConfigFiles(list.all)

  const declarations = declarationsOf(groups)
  const find = findSettingsIn({ files, env: surroundings.env, values: line.values })
  const reading = { find, declarations }
  const config: Config = {
    read: readValuesFrom(reading),
    isSet(group, key) {
      const declared = declarations.find({ group, key })
      return declared ? findSettings(find, declared).length > 0 : find([{ group, key }], false).length > 0
    },
    placeOf(group, key) {
      if (key === undefined) return placeOfSection(group, files)
      const declared = declarations.find({ group, key })
      const settings = declared ? findSettings(find, declared) : find([{ group, key }], false)
      return settings.at(-1)?.origin
    },
    sectionsBelow(group) {
      const names = files.flatMap(file => file.sections.map(section => normalizeGroup(section.group)))
      return [...new Set(names.filter(name => name.startsWith(`${group}.`)))]
    },
    files: list.files,
    findFile: name => findIn(placesOf(list, surroundings), name),
  }
  const backendOptions = Object.assign({}, ...backendGroups.map(group => group.options))
  const diagnostics = [...list.faults, ...faults, ...inspectSettings(reading, files, backendOptions)]
  return { config, diagnostics, reading }
}

function placeOfSection(name: string, files: readonly OsloFile[]): Origin | undefined {
  const sections = files.flatMap(file => file.sections)
  const found = sections.find(({ group }) => normalizeGroup(group) === normalizeGroup(name))
  return found && { kind: 'file', file: found.file, line: found.line, text: found.text }
}

/** Where files beside the configuration are looked for: what was named last comes first. */
function placesOf({ files, directories }: FileList, surroundings: Surroundings): readonly string[] {
  return [
    ...directories,
    ...files.toReversed().map(file => dirname(file)),
    ...searchDirectories(surroundings),
  ]
}
