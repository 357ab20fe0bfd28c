import { resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import type { LoadOptions } from '../load.ts'
import type { AliasTable } from '../plan/aliases.ts'
import { isUri } from '../plan/uri.ts'
import { checkFile } from './check-file.ts'
import { printCompletion, shells } from './completion.ts'
import { diffFiles } from './diff-files.ts'
import type { ExitCode } from './exit-code.ts'
import { serveFile } from './serve-file.ts'
import { formats, showFile } from './show-file.ts'
import type { Terminal } from './terminal.ts'

export interface Setting {
  /** What the command is called, for help and completion. */
  readonly name?: string
  /** What `--version` prints. */
  readonly version?: string
  /** Further names that files may use. */
  readonly aliases?: AliasTable
}

/** Runs `paste` with these arguments. */
export async function runPaste(
  argv: readonly string[],
  terminal: Terminal,
  setting: Setting = {},
): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = createProgram(terminal, setting, result => {
    code = result
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
}

function createProgram(
  terminal: Terminal,
  { name = 'paste', version = '', aliases }: Setting,
  end: (code: ExitCode) => void,
): Command {
  const program = new Command(name)
    .description(
      'Checks, shows, compares and serves paste files: pipelines of filters around apps, in an ini.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showSuggestionAfterError()
    .showHelpAfterError(`(${name} --help says more)`)
    .addHelpText('after', `\nExit codes: 0 fine, 1 faults or differences, 2 wrong usage.`)
  const surroundings = { terminal, aliases, end }
  addCheck(program, surroundings)
  addShow(program, surroundings)
  addDiff(program, surroundings)
  addServe(program, surroundings)
  addCompletion(program, terminal)
  return program
}

/** What the commands run in. */
interface Surroundings extends Pick<Setting, 'aliases'> {
  readonly terminal: Terminal
  /** To be told of the exit code. */
  end(code: ExitCode): void
}

function addCheck(program: Command, { terminal, aliases, end }: Surroundings): void {
  fileCommand(program, 'check', 'find every fault in a file at once; imports what it names, creates nothing')
    .option('--strict', 'count warnings as faults')
    .addOption(formatOption(['text', 'json']))
    .action(async (file, options) =>
      end(await checkFile(uriOf(file), { ...options, ...loading(options, aliases) }, terminal)),
    )
}

function addShow(program: Command, { terminal, aliases, end }: Surroundings): void {
  fileCommand(program, 'show', 'print what a file builds, and the line that says so')
    .addOption(formatOption(formats))
    .action(async (file, options) =>
      end(await showFile(uriOf(file), { ...options, ...loading(options, aliases) }, terminal)),
    )
}

function addDiff(program: Command, { terminal, aliases, end }: Surroundings): void {
  withFileOptions(program.command('diff'))
    .description('print what differs in what two files build')
    .argument('<a>', 'a paste file, or a URI such as egg:PACKAGE#name')
    .argument('<b>', 'the file to compare it with')
    .action(async (a, b, options) =>
      end(await diffFiles([uriOf(a), uriOf(b)], loading(options, aliases), terminal)),
    )
}

function addServe(program: Command, { terminal, aliases, end }: Surroundings): void {
  fileCommand(program, 'serve', 'serve the app of a file by its [server:main], or on a port')
    .option('--server <name>', 'the section [server:NAME]', 'main')
    .option('--host <address>', 'listen here, whatever the file says')
    .option('--port <number>', 'listen on this port, whatever the file says')
    .option('--reload', 'take up changes of the file while serving')
    .action(async (file, options) =>
      end(await serveFile(uriOf(file), { ...options, ...loading(options, aliases) }, terminal)),
    )
}

function addCompletion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in a shell')
    .addArgument(program.createArgument('<shell>', 'which shell').choices(shells))
    .action(shell => printCompletion(shell, program, terminal))
}

function fileCommand(program: Command, name: string, description: string): Command {
  return withFileOptions(program.command(name))
    .description(description)
    .argument('<file>', 'a paste file, or a URI such as egg:PACKAGE#name')
}

function withFileOptions(command: Command): Command {
  return command
    .option('--app <name>', 'the section to begin with')
    .option(
      '--flavor <flavor>',
      'the flavor to begin with: section NAME-FLAVOR, or a key of a flavor composite',
    )
    .option('--env', 'let %(ENV_NAME)s stand for environment variables')
    .option('--set <key=value>', 'a key of the global configuration; can be repeated', collect)
}

function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'how to print').choices(formats).default('text')
}

interface FileOptions {
  readonly app?: string
  readonly flavor?: string
  readonly env?: boolean
  readonly set?: Readonly<Record<string, string>>
}

function loading({ app, flavor, env, set }: FileOptions, aliases: Setting['aliases']): LoadOptions {
  return { name: app, flavor, env, globalConf: set, aliases }
}

function collect(text: string, collected: Record<string, string> = {}): Record<string, string> {
  const [key = '', ...value] = text.split('=')
  return { ...collected, [key]: value.join('=') }
}

const uriOf = (file: string) => (isUri(file) ? file : `config:${encodePath(resolve(file))}`)

/** In a URI `%` begins an escape, and `#` a name. */
const encodePath = (path: string) => path.replace(/[%#]/g, encodeURIComponent)
