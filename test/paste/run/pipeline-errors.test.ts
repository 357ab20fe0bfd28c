import { setImmediate as soon } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { composePipeline } from '../../../paste/run/pipeline.ts'
import { send } from '../../../paste/testing.ts'
import type { App, Filter } from '../../../paste/types.ts'
import { answer, boom, passOn, run, watchProcess } from './run-pipeline.ts'

const warnings = watchProcess()

describe('an error', () => {
  const causes: Readonly<Record<string, App>> = {
    thrown: () => {
      throw boom
    },
    rejected: () => Promise.reject(boom),
    'rejected later': async () => {
      await soon()
      throw boom
    },
    'given to next()': (_req, _res, next) => next(boom),
    'given to next() later': (_req, _res, next) => void setImmediate(() => next(boom)),
  }
  const onlookers: Readonly<Record<string, Filter>> = {
    'that ignores next()': (_req, _res, next) => void next(),
    'that returns next()': (_req, _res, next) => next(),
    'that is async and ignores next()': async (_req, _res, next) => void next(),
    'that awaits next()': async (_req, _res, next) => void (await next()),
    'that looks only at success': (_req, _res, next) => {
      next()?.then(() => {})
    },
    'that looks from a function it does not wait for': (_req, _res, next) => {
      const look = async () => void (await next())
      look().catch(() => {})
    },
  }

  for (const [cause, app] of Object.entries(causes)) {
    test(`${cause} comes out of the pipeline once`, async () => {
      expect(await run([], app)).toMatchObject({ outward: [boom] })
    })

    test(`${cause} is dealt with by the filter that catches it`, async () => {
      const catching: Filter = async (_req, res, next) => {
        try {
          await next()
        } catch (error) {
          res.statusCode = 503
          res.end(String(error))
        }
      }
      const outer: Filter = async (_req, _res, next) => void (await next())
      const result = await run([outer, catching, (_req, _res, next) => next()], app)
      expect(result).toMatchObject({ outward: [], status: 503, text: 'Error: boom' })
    })

    for (const [kind, filter] of Object.entries(onlookers)) {
      if (kind.includes('does not wait')) continue
      test(`${cause} goes past a filter ${kind}`, async () => {
        expect(await run([filter, filter], app)).toMatchObject({ outward: [boom], text: 'outer' })
      })
    }
  }

  test('caught in a function that the filter does not wait for is dealt with', async () => {
    const seen: unknown[] = []
    const filter: Filter = (_req, res, next) => {
      void (async () => {
        try {
          await next()
        } catch (error) {
          seen.push(error)
          res.end('caught')
        }
      })()
    }
    const result = await run([filter], () => {
      throw boom
    })
    expect({ seen, ...result }).toMatchObject({ seen: [boom], outward: [], text: 'caught' })
  })

  test('may be replaced by the filter that catches it', async () => {
    const other = new Error('other')
    const translating: Filter = async (_req, _res, next) => {
      try {
        await next()
      } catch {
        throw other
      }
    }
    expect(await run([translating], () => Promise.reject(boom))).toMatchObject({ outward: [other] })
  })

  test('thrown by a filter after the answer is reported', async () => {
    const failing: Filter = async (_req, _res, next) => {
      await next()
      throw boom
    }
    expect(await run([failing], answer)).toMatchObject({ outward: [boom], text: 'answered' })
    expect(await run([(_req, _res, next) => next(), failing], answer)).toMatchObject({ outward: [boom] })
  })

  test('after the answer, given to next(), is reported although filters have seen the end', async () => {
    const watching: Filter = async (_req, _res, next) => void (await next())
    const app: App = (_req, res, next) => {
      res.end('answered')
      setTimeout(() => next(boom), 5)
    }
    const outward: unknown[] = []
    const pipeline = composePipeline([{ filter: watching }], app)
    await send((req, res) => void pipeline(req, res, error => void outward.push(error)), '/')
    await expect.poll(() => outward).toEqual([boom])
  })

  test('thrown after the request was passed on is a warning, not lost', async () => {
    const failing: Filter = async (_req, _res, next) => {
      next()
      await soon()
      await soon()
      throw boom
    }
    expect(await run([failing], passOn)).toMatchObject({ outward: ['passed on'] })
    await expect.poll(() => warnings.splice(0)).toMatchObject([{ code: 'PASTE_LATE_ERROR' }])
  })

  test('of res.sendFile goes through the filters, as if given to next()', async () => {
    const seen: unknown[] = []
    const watching: Filter = async (_req, _res, next) => {
      await Promise.resolve(next()).catch(error => {
        seen.push(error.code)
        throw error
      })
    }
    const { outward } = await run([watching], (_req, res) => res.sendFile('/no/such/file'))
    expect(seen).toEqual(['ENOENT'])
    expect(outward).toMatchObject([{ code: 'ENOENT' }])
  })

  test('without a value becomes one', async () => {
    const { outward } = await run([], () => Promise.reject())
    expect(outward.map(String)).toEqual(['Error: a handler failed without saying why'])
  })
})
