import { setImmediate as soon } from 'node:timers/promises'
import { expect } from 'vitest'
import type { App } from '../../../paste/types.ts'
import { type FilterCase, run } from './subject.ts'

const failure = new Error('a failure from inwards')

const failingApps: Readonly<Record<string, App>> = {
  thrown: () => {
    throw failure
  },
  rejected: async () => {
    await soon()
    throw failure
  },
  'given to next()': (_req, _res, next) => void setImmediate(next, failure),
}

const errorCases = Object.entries(failingApps).map(
  ([how, app]): FilterCase => ({
    title: `lets an error through that is ${how} inwards, as it is and once`,
    async check(subject) {
      const { outward, answer, reached } = await run(subject, subject.passes, app)
      if (!subject.passes) expect(reached).toBe(0)
      else if (subject.catchesErrors) expect(answer.status).toBeGreaterThanOrEqual(400)
      else expect(outward).toEqual([failure])
    },
  }),
)

/** What passes through it, both ways. */
export const passingCases: readonly FilterCase[] = [
  {
    title: 'calls next() once for a request that it lets through',
    async check(subject) {
      const { reached, outward } = await run(subject, subject.passes)
      expect({ reached, outward }).toEqual({ reached: subject.passes ? 1 : 0, outward: [] })
    },
  },
  {
    title: 'answers by itself, or lets every request through',
    async check(subject) {
      const { reached, outward, answer } = await run(subject, subject.answers ?? subject.passes)
      const status = subject.answers?.status ?? 200
      const expected = { reached: subject.answers ? 0 : 1, outward: [], status }
      expect({ reached, outward, status: answer.status }).toEqual(expected)
    },
  },
  ...errorCases,
  {
    title: 'lets a request out again that the app passes on',
    async check(subject) {
      const { outward } = await run(subject, subject.passes, (_req, _res, next) => next())
      expect(outward).toEqual(subject.passes ? ['passed on'] : [])
    },
  },
  {
    title: 'leaves the bodies of request and answer as they are',
    async check(subject) {
      if (!subject.passes) return
      const body = Buffer.alloc(100_000, 'glass')
      const echo: App = async (req, res) => {
        for await (const chunk of req) res.write(chunk)
        res.end()
      }
      const { answer } = await run(subject, { method: 'POST', ...subject.passes, body }, echo)
      expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true)
    },
  },
]
