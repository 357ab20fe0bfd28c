import { type Diagnostic, formatPlace } from '../../paste/errors.ts'

/** The findings with those about names of Python as one for each file: a stock paste file has ten, all of them understood. */
export function gatherOldNames(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const byFile = Map.groupBy(found.filter(isOldName), ({ file }) => file)
  return [...[...byFile.values()].map(sumUp), ...found.filter(one => !isOldName(one))]
}

function isOldName({ code }: Diagnostic): boolean {
  return code === 'PASTE_OLD_NAME'
}

function sumUp(names: readonly Diagnostic[]): Diagnostic {
  const [first] = names as readonly [Diagnostic, ...Diagnostic[]]
  if (names.length === 1) return first
  const { severity, code, file } = first
  const lines = names.map(({ line = 0 }) => line).sort((a, b) => a - b)
  const hint = `nothing has to be done; glasspaste check ${formatPlace({ file })} tells the new names`
  const problem = `${names.length} names of Python are read as ours, in the lines ${lines.join(', ')}`
  return { severity, code, ...(file ? { file } : {}), problem, hint }
}
