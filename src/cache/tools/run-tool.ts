import { CommanderError } from 'commander'
import type { Logger } from 'pino'
import { defineCommand } from '../../config/command-line.ts'
import type { Config } from '../../config/config.ts'
import { renderDiagnostic } from '../../config/diagnostic.ts'
import type { Program } from '../../config/files.ts'
import { loadConfig } from '../../config/load.ts'
import { openLog } from '../../log/log.ts'
import { failureOf } from '../../server/failure.ts'

export interface Tool {
  readonly program: Program
  /** Arguments after the program's name. */
  readonly argv: readonly string[]
  readonly stderr?: (text: string) => void
  /** False: something was left undone. */
  work(config: Config, log: Logger): Promise<boolean>
}

/** A command that works through its task and ends; gives its exit code. Reads glance-api.conf, then glance-cache.conf. */
export async function runTool({ program, argv, work, stderr = toStderr }: Tool): Promise<number> {
  const { command, line } = defineCommand(program)
  try {
    command.exitOverride().configureOutput({ writeErr: stderr }).parse(argv, { from: 'user' })
    const config = await loadConfig({ program, commandLine: line })
    const log = await openLog(config, { program })
    try {
      for (const warning of config.warnings) log.warn(renderDiagnostic(warning))
      return (await work(config, log)) ? 0 : 1
    } finally {
      log.close()
    }
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    stderr(`ERROR: ${failureOf(error).message}\n`)
    return 1
  }
}

function toStderr(text: string): void {
  process.stderr.write(text)
}
