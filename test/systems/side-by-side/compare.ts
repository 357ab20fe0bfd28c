import { isDeepStrictEqual } from 'node:util'
import { type Answer, answerOf } from './answers.ts'
import type { Duo } from './duo.ts'
import { knownDifferences, parts } from './known.ts'
import { requestOf, type Step } from './step.ts'

export interface Difference {
  readonly steps: readonly Step[]
  readonly theirs: Answer
  readonly ours: Answer
}

let runs = 0

/** Takes both through the steps, up to the first answers that differ. After a known difference in something that changes
 * images, the rest would say nothing. */
export async function findDifference(duo: Duo, steps: readonly Step[]): Promise<Difference | undefined> {
  const run = ++runs
  try {
    for (const [index, step] of steps.entries()) {
      const asked = requestOf(step, run)
      const [theirs, ours] = await Promise.all([
        answerOf(duo.theirs, asked, run),
        answerOf(duo.ours, asked, run),
      ])
      if (parts(step, theirs)) return undefined
      if (isDeepStrictEqual(theirs, ours)) continue
      const known = knownDifferences.some(difference => difference.applies(step, theirs, ours))
      if (!known) return { steps: steps.slice(0, index + 1), theirs, ours }
      if (!step.line.startsWith('GET ')) return undefined
    }
    return undefined
  } finally {
    await cleanUp(duo, run)
  }
}

/** Removes what others would see in their lists. */
async function cleanUp(duo: Duo, run: number): Promise<void> {
  const unlock = {
    who: 'admin',
    headers: { 'Content-Type': 'application/openstack-images-v2.1-json-patch' },
  } as const
  for (const service of [duo.theirs, duo.ours]) {
    const ask = (step: Step) => answerOf(service, requestOf(step, run), run)
    const found = await Promise.all(
      [false, true].map(hidden =>
        ask({ who: 'admin', line: `GET /v2/images?visibility=all&os_hidden=${hidden}` }),
      ),
    )
    for (const { body } of found) {
      for (const { id, protected: locked } of (body as { images: { id: string; protected: boolean }[] })
        .images) {
        if (id === '<uuid>') continue
        const line = `/v2/images/${id}`
        if (locked)
          await ask({
            ...unlock,
            line: `PATCH ${line}`,
            json: [{ op: 'replace', path: '/protected', value: false }],
          })
        await ask({ who: 'admin', line: `DELETE ${line}` })
      }
    }
    const spaces = await ask({ who: 'admin', line: 'GET /v2/metadefs/namespaces' })
    for (const { namespace, protected: locked } of (
      spaces.body as { namespaces: { namespace: string; protected: boolean }[] }
    ).namespaces) {
      const line = `/v2/metadefs/namespaces/${encodeURIComponent(namespace)}`.replace('%40', '@')
      if (locked) await ask({ who: 'admin', line: `PUT ${line}`, json: { namespace, protected: false } })
      await ask({ who: 'admin', line: `DELETE ${line}` })
    }
  }
}
