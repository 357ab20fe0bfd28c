import { ConfigError, type Diagnostic, renderDiagnostic } from './diagnostic.ts'
import { examineConfig, type LoadConfigOptions } from './load.ts'

/** Tells every fault of a configuration, and every doubt about it, and starts nothing. */
export async function checkConfig(options: LoadConfigOptions = {}): Promise<readonly Diagnostic[]> {
  try {
    return (await examineConfig(options)).diagnostics
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
}

/** What `--check` prints: each fault, then how many there are. */
export function renderCheck(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors
  return [...diagnostics.map(renderDiagnostic), sumUp(errors, warnings)].join('\n')
}

/** `2 errors, 1 warning` */
export function sumUp(errors: number, warnings: number): string {
  return (
    [countOf(errors, 'error'), countOf(warnings, 'warning')].filter(Boolean).join(', ') || 'no faults found'
  )
}

function countOf(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`
}
