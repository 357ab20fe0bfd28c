import { check } from '../../paste/check/check.ts'
import { formatDiagnostic } from '../../paste/errors.ts'
import { checkCache } from '../cache/check.ts'
import type { CommandLine } from '../config/command-line.ts'
import type { Config } from '../config/config.ts'
import { ConfigError, type Diagnostic, renderDiagnostic } from '../config/diagnostic.ts'
import { examineConfig } from '../config/load.ts'
import { checkDatabase } from '../db/check.ts'
import { checkAuthtoken } from '../keystone/check.ts'
import { checkLog } from '../log/check.ts'
import { loadPolicy } from '../policy/load.ts'
import { readProtections } from '../protections/open.ts'
import { checkStores } from '../stores/check.ts'
import { atFlavor } from './flavor-place.ts'
import { gatherOldNames } from './old-names.ts'
import { pipelineOf } from './pipeline-of.ts'
import { planOf } from './plan-of.ts'

/** Something to mend, or to think about, as it is printed. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly text: string
}

/** What `glance-api --check` does: reads the configuration and the files that it names, prints every fault and every doubt,
 * starts nothing. Settles with the exit code. */
export async function checkEverything(
  commandLine: Pick<CommandLine, 'named' | 'values'>,
  print = (text: string) => void process.stdout.write(text),
): Promise<number> {
  const findings = await findFaults(commandLine)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  print(`${[...findings.map(({ text }) => text), sumUp(errors, findings.length - errors)].join('\n')}\n`)
  return errors === 0 ? 0 : 1
}

/** `2 errors, 1 warning` */
function sumUp(errors: number, warnings: number): string {
  return (
    [countOf(errors, 'error'), countOf(warnings, 'warning')].filter(Boolean).join(', ') || 'no faults found'
  )
}

function countOf(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`
}

export async function findFaults(
  commandLine: Pick<CommandLine, 'named' | 'values'>,
): Promise<readonly Finding[]> {
  const { config, diagnostics } = await examineConfig({ commandLine })
  const unread = diagnostics.filter(({ code }) => code === 'CONFIG_NO_FILE')
  // What else is wrong may be in the file that cannot be read.
  if (unread.length > 0) return faultsOf(async () => unread)
  const policy = loadPolicy(config)
  // Where the policy cannot be read that is told by itself.
  const rules = await policy.catch(() => undefined).then(loaded => loaded?.rules)
  const planned = await planOf(config)
  const findings = [
    ...(await faultsOf(async () => diagnostics)),
    ...(await faultsOf(async () => (await policy).diagnostics)),
    ...(await faultsOf(async () => (await readProtections(config, rules)).diagnostics)),
    ...(await faultsOf(async () => checkDatabase(config))),
    ...(await faultsOf(() => checkStores(config))),
    ...(await faultsOf(() => checkCache(config, planned))),
    ...(await faultsOf(() => checkLog(config))),
    ...(await faultsOfPipeline(config)),
    ...(await faultsOf(async () => (planned ? checkAuthtoken(config, planned) : []))),
  ]
  // An option that cannot be read is told of by everybody who reads it.
  return [...new Map(findings.map(finding => [finding.text, finding])).values()]
}

async function faultsOf(read: () => Promise<readonly Diagnostic[]>): Promise<readonly Finding[]> {
  const diagnostics = await read().catch((error: unknown) => {
    if (error instanceof ConfigError) return error.faults
    throw error
  })
  return diagnostics.map(one => ({ severity: one.severity, text: renderDiagnostic(one) }))
}

async function faultsOfPipeline(config: Config): Promise<readonly Finding[]> {
  try {
    const { uri, options } = pipelineOf(config)
    const found = await check(uri, options)
    return gatherOldNames(found).map(one => ({
      severity: one.severity,
      text: formatDiagnostic(atFlavor(one, config)),
    }))
  } catch (error) {
    return [{ severity: 'error', text: error instanceof Error ? error.message : String(error) }]
  }
}
