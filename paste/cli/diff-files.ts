import type { LoadOptions } from '../load.ts'
import type { Plan, PlannedSetting } from '../plan/describe-tree.ts'
import type { ExitCode } from './exit-code.ts'
import { orFault, planWhole } from './show-file.ts'
import { paintFor, type Terminal } from './terminal.ts'

/** Prints what would be built otherwise; where it stands in the files does not matter. */
export async function diffFiles(
  [a, b]: readonly [string, string],
  options: LoadOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const before = await orFault(() => planWhole(a, options), terminal)
  const after = before && (await orFault(() => planWhole(b, options), terminal))
  if (!before || !after) return 1
  const lines = compare(factsOf(before), factsOf(after))
  const paint = paintFor(terminal)
  for (const line of lines) terminal.out(`${paint(line.startsWith('-') ? 'red' : 'green', line)}\n`)
  return lines.length > 0 ? 1 : 0
}

function compare(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap(fact => {
    const [old, now] = [before.get(fact), after.get(fact)]
    if (old === now) return []
    return [
      ...(old === undefined ? [] : [`- ${fact}${old}`]),
      ...(now === undefined ? [] : [`+ ${fact}${now}`]),
    ]
  })
}

/** Every fact of the trees by the way that leads to it. */
function factsOf(plans: readonly Plan[]): ReadonlyMap<string, string> {
  return new Map(plans.flatMap(plan => [...factsAlong(plan.name, plan, [])]))
}

function* factsAlong(
  way: string,
  plan: Plan,
  outer: readonly PlannedSetting[],
): Generator<[fact: string, value: string]> {
  if (plan.factory) yield [`${way}: `, plan.factory.name]
  const globals = plan.globals.filter(({ key }) => key !== 'here' && key !== '__file__')
  for (const { key, value } of globals) {
    const isInherited = outer.some(each => each.key === key && each.value === value)
    if (!isInherited) yield [`${way}: set ${key} = `, value]
  }
  for (const { key, value } of plan.locals) yield [`${way}: ${key} = `, value]
  for (const { label, filters, inner } of plan.branches) {
    const parts = [...filters, inner]
    const place = label === undefined ? way : `${way} ${label}`
    yield [`${place}: `, parts.map(({ name }) => name).join(' ')]
    for (const part of parts) yield* factsAlong(`${place} › ${part.name}`, part, globals)
  }
}
