import { check } from '../check/check.ts'
import { type Diagnostic, formatDiagnostic } from '../errors.ts'
import type { LoadOptions } from '../load.ts'
import type { ExitCode } from './exit-code.ts'
import { type Paint, paintFor, type Terminal } from './terminal.ts'

interface CheckOptions extends LoadOptions {
  readonly strict?: boolean
  readonly format: 'text' | 'json'
}

export async function checkFile(uri: string, options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const found = await check(uri, options)
  const paint = paintFor(terminal)
  const errors = found.filter(({ severity }) => severity === 'error').length
  const warnings = found.length - errors
  if (options.format === 'json') terminal.out(`${JSON.stringify(found.map(toRecord), null, 2)}\n`)
  else {
    for (const each of found) terminal.out(`${paintDiagnostic(each, paint)}\n\n`)
    terminal.out(`${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}\n`)
  }
  return errors > 0 || (options.strict && warnings > 0) ? 1 : 0
}

/** The code in the colour of its severity, the mark under the word as well. */
export function paintDiagnostic(diagnostic: Diagnostic, paint: Paint): string {
  const style = diagnostic.severity === 'error' ? 'red' : 'yellow'
  return formatDiagnostic(diagnostic)
    .replace(/^\S+/, code => paint(['bold', style], code))
    .replace(/^ +\^+$/m, mark => paint(style, mark))
}

const countOf = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Errors carry a stack and a cause besides, which are no part of the diagnostic. */
function toRecord({ severity, code, file, line, section, key, problem, hint }: Diagnostic) {
  return { severity, code, file, line, section, key, problem, hint }
}
