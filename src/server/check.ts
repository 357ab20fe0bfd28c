import { formatDiagnostic } from '../../paste/errors.ts'
import { check } from '../../paste/plan/check.ts'
import { glanceAliases } from '../aliases.ts'
import { sumUp } from '../config/check.ts'
import type { CommandLine } from '../config/command-line.ts'
import { renderDiagnostic } from '../config/diagnostic.ts'
import { examineConfig } from '../config/load.ts'
import { pasteDeployOptions } from '../config/paste-deploy-options.ts'
import { findPasteFile } from './paste-file.ts'

/** What `glance-api --check` does: reads the configuration and the paste file, prints every fault and every doubt, starts
 * nothing. Settles with the exit code. */
export async function checkEverything(commandLine: CommandLine): Promise<number> {
  const { config, diagnostics } = await examineConfig({ commandLine })
  const faults = diagnostics.map(found => ({ severity: found.severity, text: renderDiagnostic(found) }))
  try {
    const { flavor } = config.read(pasteDeployOptions)
    const uri = `config:${findPasteFile(config, 'glance-api')}`
    const found = await check(uri, { name: 'glance-api', flavor, aliases: glanceAliases })
    faults.push(...found.map(one => ({ severity: one.severity, text: formatDiagnostic(one) })))
  } catch (error) {
    faults.push({ severity: 'error', text: error instanceof Error ? error.message : String(error) })
  }
  const errors = faults.filter(({ severity }) => severity === 'error').length
  process.stdout.write(
    `${[...faults.map(({ text }) => text), sumUp(errors, faults.length - errors)].join('\n')}\n`,
  )
  return errors === 0 ? 0 : 1
}
