import { Command } from 'commander'
import { packageVersion } from '../package-version.ts'
import type { Option, OptionGroup, Options } from './config.ts'
import type { Named, Program } from './files.ts'
import { declaredGroups } from './registry.ts'

/** What a command line says about configuration. */
export interface CommandLine {
  /** Config files and directories, in order. */
  readonly named: readonly Named[]
  /** Values of options, by `group.name`. */
  readonly values: ReadonlyMap<string, string>
  /** Whether to look for faults and start nothing. */
  readonly check: boolean
}

/** The command of a Glance program, with `--config-file` and every option that is declared for the command line. What it
 * meets while parsing it writes into `line`. */
export function defineCommand(
  program: Program,
  groups: readonly OptionGroup<Options>[] = declaredGroups,
): { readonly command: Command; readonly line: CommandLine } {
  const named: Named[] = []
  const values = new Map<string, string>()
  const line = { named, values, check: false }
  const command = new Command(program)
    .description(purposes[program] ?? '')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .addHelpText('after', environmentHelp)
  when(command, '--config-file <file>', 'config file, instead of those that are searched; repeatable', path =>
    named.push({ kind: 'file', path }),
  )
  when(
    command,
    '--config-dir <folder>',
    'folder whose *.conf files are read, sorted by name; repeatable',
    path => named.push({ kind: 'directory', path }),
  )
  for (const { name: group, options } of groups) {
    for (const [key, option] of Object.entries(options)) {
      if (option.cli) addOption(command, key, option, text => values.set(`${group}.${key}`, text))
    }
  }
  return { command, line }
}

const purposes: Partial<Record<Program, string>> = {
  'glance-api': 'Serves the Images API.',
  'glance-manage': 'Makes, upgrades and purges the database; loads metadata definitions.',
  'glance-cache-pruner': 'Makes the image cache as small as image_cache_max_size.',
  'glance-cache-cleaner': 'Removes what is broken, and what nobody completes, from the image cache.',
  'glance-cache-prefetcher': 'Brings the images that are queued into the image cache.',
}

/** As Python's programs end. */
export const usageCode = 2

/** Reads the command line of a program that has no sub-commands. Prints help, version or a complaint, and exits, where
 * these are called for. */
export function readCommandLine(
  program: Program,
  argv: readonly string[],
  groups?: readonly OptionGroup<Options>[],
): CommandLine {
  const { command, line } = defineCommand(program, groups)
  command
    .argument('[config-file]', 'config file')
    .option('--check', 'read everything, print every fault, start nothing')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageCode))
    .parse(argv, { from: 'user' })
  const named: readonly Named[] = command.args.map(path => ({ kind: 'file', path }))
  return { ...line, named: [...named, ...line.named], check: command.opts().check === true }
}

function addOption(
  command: Command,
  key: string,
  option: Option<unknown>,
  set: (text: string) => void,
): void {
  const flag = flagOf(key)
  const short = option.short ? `-${option.short}, ` : ''
  const help = option.deprecatedForRemoval ? `${option.help} Deprecated.` : option.help
  const aliases = (option.deprecatedNames ?? []).filter(name => !name.includes('.')).map(flagOf)
  if (option.type === 'boolean') {
    when(command, `${short}--${flag}`, help, () => set('true'))
    when(command, `--no${flag}`, `The opposite of --${flag}.`, () => set('false'))
    for (const alias of new Set(aliases)) when(command, `--${alias}`, '', () => set('true'), 'hidden')
    return
  }
  const shown = option.default === undefined ? '' : ` Default: ${option.default}`
  when(command, `${short}--${flag} <value>`, help + shown, set)
  for (const alias of new Set(aliases)) when(command, `--${alias} <value>`, '', set, 'hidden')
}

/** Takes note of an option whenever it appears: the order counts, and a later one overrides an earlier one. */
function when(
  command: Command,
  flags: string,
  help: string,
  note: (value: string) => void,
  visibility?: 'hidden',
): void {
  const option = command.createOption(flags, help).hideHelp(visibility === 'hidden')
  command.addOption(option).on(`option:${option.name()}`, note)
}

function flagOf(key: string): string {
  return key.replaceAll('_', '-')
}

const environmentHelp = `
Any option of the config files can be set in the environment as OS_<GROUP>__<OPTION>:
OS_DEFAULT__DEBUG=true, OS_PASTE_DEPLOY__FLAVOR=caching.`
