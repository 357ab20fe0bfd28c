// Looks for differences of every kind, where the test stops at the first: each is printed once.
//   node test/systems/side-by-side/explore.ts [--site one] [--seed 1] [--sequences 200] [--seconds 300]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { type Difference, findDifference } from './compare.ts'
import { startDuo } from './duo.ts'
import { sequence, sites } from './sequences.ts'
import { kindOf, tell } from './tell.ts'

const { values } = parseArgs({
  options: {
    site: { type: 'string', default: 'one store' },
    seed: { type: 'string', default: '1' },
    sequences: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '300' },
  },
})
const sources = (program: string) => [
  '-C',
  'glasspaste-source',
  join(import.meta.dirname, `../../../src/bin/${program}.ts`),
]

const duo = await startDuo(sites[values.site as keyof typeof sites], sources)
const deadline = Date.now() + Number(values.seconds) * 1000
const seen = new Map<string, number>()
let asked = 0
try {
  for (const steps of fc.sample(sequence, { seed: Number(values.seed), numRuns: Number(values.sequences) })) {
    if (Date.now() > deadline) break
    asked += steps.length
    const difference = await findDifference(duo, steps)
    if (!difference) continue
    const kind = kindOf(difference)
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
    if (seen.get(kind) === 1) process.stdout.write(`\n### ${kind}\n${tell(await shrink(difference, kind))}\n`)
  }
} finally {
  process.stdout.write(
    `\n${asked} steps\n${[...seen].map(([kind, times]) => `${times} ${kind}`).join('\n')}\n`,
  )
  await duo.stop()
}

/** Leaves out each step without which the difference is of the same kind. */
async function shrink(difference: Difference, kind: string): Promise<Difference> {
  let least = difference
  for (let index = difference.steps.length - 2; index >= 0; index--) {
    const found = await findDifference(duo, least.steps.toSpliced(index, 1))
    if (found && kindOf(found) === kind) least = found
  }
  return least
}
