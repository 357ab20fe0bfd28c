import { expect, test } from 'vitest'
import { requestKey } from '../../paste/keys.ts'
import { defineFilter } from '../../paste/options/define-filter.ts'
import { option } from '../../paste/options/options.ts'
import type { Filter } from '../../paste/types.ts'
import { type FilterUnderTest, filterCases, filterContract } from './filter.ts'

const visitor = requestKey<string>('visitor')
const badge = requestKey<string>('badge')

const identify: Filter = (req, _res, next) => {
  visitor.set(req, String(req.headers['x-visitor']))
  return next()
}

const makeDoor = (body: Filter) =>
  defineFilter({
    options: { closed: option.text('/closed') },
    requires: [visitor],
    provides: [badge],
    create:
      ({ closed }) =>
      (req, res, next) => {
        badge.set(req, visitor.get(req))
        if (req.url === closed) return res.status(403).end('closed')
        return body(req, res, next)
      },
  })

const sound: FilterUnderTest = {
  factory: makeDoor(async (_req, _res, next) => void (await next())),
  before: [identify],
  passes: { path: '/open' },
  answers: { path: '/closed', status: 403 },
}

filterContract('a sound filter', sound)
filterContract('a filter that answers everything', {
  factory: () => (_req, res) => res.status(503).end('back soon'),
  answers: { status: 503 },
})
filterContract('a filter that catches errors', {
  factory: () => async (_req, res, next) => {
    await Promise.resolve(next()).catch(() => res.status(500).end())
  },
  passes: {},
  catchesErrors: true,
})

const timers: NodeJS.Timeout[] = []

/** Filters that are wrong in one way, and the case that notices. */
const flaws: readonly { flaw: string; guard: string; filter: FilterUnderTest['factory'] }[] = [
  {
    flaw: 'calls next() twice',
    guard: 'calls next() once for a request that it lets through',
    filter: makeDoor((_req, _res, next) => {
      setImmediate(next)
      return next()
    }),
  },
  {
    flaw: 'lets nothing through',
    guard: 'calls next() once for a request that it lets through',
    filter: makeDoor((_req, res) => res.end('reached')),
  },
  {
    flaw: 'answers and lets through at the same time',
    guard: 'answers by itself, or lets every request through',
    filter: () => (_req, res, next) => {
      res.status(403).end()
      return next()
    },
  },
  ...['thrown', 'rejected', 'given to next()'].map(how => ({
    flaw: `swallows an error that is ${how}`,
    guard: `lets an error through that is ${how} inwards, as it is and once`,
    filter: makeDoor(async (_req, res, next) => {
      await Promise.resolve(next()).catch(() => res.end())
    }),
  })),
  {
    flaw: 'wraps errors in errors of its own',
    guard: 'lets an error through that is thrown inwards, as it is and once',
    filter: makeDoor(async (_req, _res, next) => {
      await Promise.resolve(next()).catch(cause => {
        throw new Error('something failed', { cause })
      })
    }),
  },
  {
    flaw: 'answers 404 when nothing inwards did',
    guard: 'lets a request out again that the app passes on',
    filter: makeDoor(async (_req, res, next) => {
      await next()
      if (!res.headersSent) res.status(404).end()
    }),
  },
  {
    flaw: 'reads the body',
    guard: 'leaves the bodies of request and answer as they are',
    filter: makeDoor(async (req, _res, next) => {
      if (req.method === 'POST') for await (const _chunk of req);
      await next()
    }),
  },
  {
    flaw: 'waits for an answer that will never be complete',
    guard: 'comes back when the client has left',
    filter: makeDoor(async (_req, res, next) => {
      const finished = new Promise(resolve => res.once('finish', resolve))
      await next()
      await finished
    }),
  },
  {
    flaw: 'leaves a timer behind',
    guard: 'holds nothing after the client has left',
    filter: makeDoor(async (_req, res, next) => {
      const timer = setTimeout(() => {}, 60_000)
      timers.push(timer)
      res.once('finish', () => clearTimeout(timer))
      await next()
    }),
  },
  {
    flaw: 'requires more than it says',
    guard: 'says what it requires of filters outwards',
    filter: defineFilter({
      create: () => (req, _res, next) => {
        visitor.get(req)
        return next()
      },
    }),
  },
  {
    flaw: 'provides less than it says',
    guard: 'puts on the request what it says that it provides',
    filter: defineFilter({ provides: [badge], create: () => (_req, _res, next) => next() }),
  },
  {
    flaw: 'takes any key',
    guard: 'refuses a key that it does not know, where it declares its options',
    filter: defineFilter({
      options: { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } },
      create: () => (_req, _res, next) => next(),
    }),
  },
]

for (const { flaw, guard, filter } of flaws) {
  test(`a filter that ${flaw} fails the case "${guard}", which a sound one passes`, async () => {
    await checkOf(guard)(sound)
    await expect(checkOf(guard)({ ...sound, factory: filter })).rejects.toThrow()
    for (const timer of timers.splice(0)) clearTimeout(timer)
  })
}

function checkOf(title: string) {
  const found = filterCases.find(filterCase => filterCase.title === title)
  if (!found) throw new Error(`there is no case "${title}"`)
  return found.check
}
