import { PasteError } from '../errors.ts'
import type { LoadOptions } from '../load.ts'
import type { Plan } from '../plan/describe-tree.ts'
import { plan, planAll } from '../plan/plan.ts'
import { parseUri } from '../plan/uri.ts'
import { paintDiagnostic } from './check-file.ts'
import type { ExitCode } from './exit-code.ts'
import { renderDot, renderMermaid } from './render-graph.ts'
import { renderText } from './render-text.ts'
import { type Paint, paintFor, type Terminal } from './terminal.ts'

type Renderer = (plans: readonly Plan[], paint: Paint) => string

const renderers: Readonly<Record<string, Renderer>> = {
  text: renderText,
  json: plans => JSON.stringify(plans, null, 2),
  dot: renderDot,
  mermaid: renderMermaid,
}

export const formats = Object.keys(renderers)

export async function showFile(
  uri: string,
  { format, ...options }: LoadOptions & { format: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const paint = paintFor(terminal)
  const plans = await orFault(() => planWhole(uri, options), terminal)
  if (plans === undefined) return 1
  terminal.out(`${renderers[format]?.(plans, paint)}\n`)
  return 0
}

/** The app that is asked for, or all of the file. */
export async function planWhole(uri: string, options: LoadOptions): Promise<Plan[]> {
  const isNamed =
    options.name !== undefined || options.flavor !== undefined || parseUri(uri, {}).name !== undefined
  return isNamed ? [await plan(uri, options)] : planAll(uri, options)
}

/** The result, or nothing and the fault printed. */
export async function orFault<T>(work: () => Promise<T>, terminal: Terminal): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PasteError)) throw error
    terminal.err(`${paintDiagnostic(error, paintFor(terminal))}\n`)
    return undefined
  }
}
