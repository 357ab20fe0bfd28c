import { fileURLToPath } from 'node:url'
import { formatPlace, PasteError } from '../errors.ts'
import type { FactoryContext } from '../plan/context.ts'

/** The fault of a factory that threw, told at the line that names it. */
export function factoryFailed({ factory, at }: FactoryContext, cause: unknown): PasteError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const place = factory.at.file === undefined ? at : factory.at
  const problem = `"${factory.spelling}" failed: ${reason}`
  // Whoever wrote the file wrote this module, too.
  const hint = factory.spelling.startsWith('.') ? whereThrown(cause) : undefined
  return new PasteError('PASTE_FACTORY_FAILED', place, problem, { cause, hint })
}

/** The first place in a file that the error names. */
function whereThrown(cause: unknown): string | undefined {
  const stack = cause instanceof Error ? cause.stack : undefined
  const [, place = '', line] = /^ +at .*?((?:file:\/)?\/[^()]*):(\d+):\d+\)?$/m.exec(stack ?? '') ?? []
  const file = place.startsWith('file:') ? fileURLToPath(place) : place
  return file && `look at ${formatPlace({ file, line: Number(line) })}`
}
