import { type Command, CommanderError } from 'commander'
import { type CommandLine, defineCommand, usageCode } from '../config/command-line.ts'
import { ConfigError } from '../config/diagnostic.ts'
import { loadConfig } from '../config/load.ts'
import { NotUnderControl } from '../db/migrations/migrate.ts'
import { UnknownRevision } from '../db/migrations/revisions.ts'
import { openEngine } from '../db/open.ts'
import { BadConnection } from '../db/url.ts'
import { openLog } from '../log/log.ts'
import { addCommands, describeActions } from './commands.ts'
import type { Action } from './desk.ts'
import { Exit } from './exit.ts'

export interface GlanceManage {
  /** Arguments after the program's name. */
  readonly argv: readonly string[]
  readonly stdout?: (text: string) => void
  readonly stderr?: (text: string) => void
}

const usage = 'glance-manage category action [<args>]\nAvailable categories:\n\tdb\n'

/** glance-manage from its arguments to its exit code. */
export async function runGlanceManage({
  argv,
  stdout = text => process.stdout.write(text),
  stderr = text => process.stderr.write(text),
}: GlanceManage): Promise<number> {
  const { command, line } = defineCommand('glance-manage')
  command.enablePositionalOptions().exitOverride().configureOutput({ writeOut: stdout, writeErr: stderr })
  try {
    const action = chosenBy(command, argv)
    if (action) await atDesk(line, action, text => stdout(`${text}\n`))
    else stdout(argv.includes('db') ? describeActions() : usage)
    return action ? 0 : usageCode
  } catch (error) {
    return explain(error, stderr)
  }
}

function chosenBy(command: Command, argv: readonly string[]): Action | undefined {
  let chosen: Action | undefined
  addCommands(command, action => {
    chosen = action
  })
  if (argv.length > 0) command.parse(argv, { from: 'user' })
  return chosen
}

async function atDesk(
  commandLine: CommandLine,
  action: Action,
  print: (line: string) => void,
): Promise<void> {
  const config = await loadConfig({ program: 'glance-manage', commandLine })
  const log = await openLog(config, { program: 'glance-manage' })
  const engine = await openEngine(config, { log, oneShot: true })
  try {
    await action({ engine, log, config, print })
  } finally {
    await engine.db.destroy()
    log.close()
  }
}

const understood = [ConfigError, BadConnection, NotUnderControl, UnknownRevision]

function explain(error: unknown, stderr: (text: string) => void): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageCode
  if (error instanceof Exit) {
    if (error.message) stderr(`${error.message}\n`)
    return error.code
  }
  const { message, stack } = error as Error
  const speaks = isOfDatabase(error) || understood.some(kind => error instanceof kind)
  stderr(`ERROR: ${speaks ? message : stack}\n`)
  return 1
}

/** Whether the database itself has refused what was asked of it: such as rights that are missing, or a table. */
function isOfDatabase(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && /^([0-9A-Z]{5}|SQLITE_\w+)$/.test(code)
}
