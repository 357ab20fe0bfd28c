// Prints, as JSON, how many bytes a request through a pipeline allocates for each filter, and what a turn and a `next` take.
//   node --expose-gc --min-semi-space-size=16 --max-semi-space-size=16 test/paste/run/allocations.ts
import type { Request, Response } from 'express'
import { Passage } from '../../../paste/run/passage.ts'
import { composePipeline, passOn as idle } from '../../../paste/run/pipeline.ts'
import { Turn } from '../../../paste/run/turn.ts'
import type { App, Next } from '../../../paste/types.ts'

let kept: unknown

const passOn: App = (_req, _res, next) => next()
const answer: App = () => {}
const outside: Next = () => {}
// Nothing looks into them on the way.
const [req, res] = [{ writableEnded: true } as unknown as Request, {} as Response]
const passage = new Passage({ handlers: [passOn, answer], names: [], titles: [] }, req, res, outside)

const requestThrough = (filters: number, filter = passOn) => {
  const parts = Array.from({ length: filters }, () => ({ filter }))
  const pipeline = composePipeline(parts, answer)
  return bytesOf(() => pipeline(req, res, outside))
}

console.log(
  JSON.stringify({
    perFilter: (requestThrough(21) - requestThrough(1)) / 20,
    perIdleFilter: (requestThrough(21, idle) - requestThrough(1, idle)) / 20,
    turn: bytesOf(() => new Turn(passage, 0, passage)),
    next: bytesOf(() => {
      const turn = kept
      return (error?: unknown) => [turn, error]
    }),
  }),
)

/** Of what one call allocates, once it is compiled: the median of rounds that no collection falls into. */
function bytesOf(work: () => unknown): number {
  const count = 500
  for (let left = 20_000; left > 0; left--) keep(work())
  const rounds = Array.from({ length: 7 }, () => {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    for (let left = count; left > 0; left--) keep(work())
    return (process.memoryUsage().heapUsed - before) / count
  })
  return rounds.toSorted((one, other) => one - other)[3] ?? Number.NaN
}

/** So that nothing is optimised away. */
function keep(value: unknown): void {
  kept = value
}
