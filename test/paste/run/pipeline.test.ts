import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { setImmediate as soon } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { composePipeline, passOn as idle } from '../../../paste/run/pipeline.ts'
import { send } from '../../../paste/testing.ts'
import type { App, Filter } from '../../../paste/types.ts'
import { answer, boom, passOn, run, watchProcess } from './run-pipeline.ts'

const warnings = watchProcess()

describe('a filter', () => {
  test('runs before and after what stands inwards, the first one outermost', async () => {
    const log: string[] = []
    const filter = (name: string): Filter => {
      return async (_req, _res, next) => {
        log.push(name)
        await next()
        log.push(`/${name}`)
      }
    }
    const { text, outward } = await run([filter('a'), filter('b')], (_req, res) => {
      log.push('app')
      res.end('answered')
    })
    expect(log).toEqual(['a', 'b', 'app', '/b', '/a'])
    expect({ text, outward }).toEqual({ text: 'answered', outward: [] })
  })

  test('may be an ordinary middleware: synchronous, with callbacks, or async without looking', async () => {
    const synchronous: Filter = (_req, res, next) => {
      res.setHeader('x-sync', '1')
      next()
    }
    const callback: Filter = (_req, res, next) => {
      setImmediate(() => {
        res.setHeader('x-callback', '1')
        next()
      })
    }
    const async: Filter = async (_req, res, next) => {
      await soon()
      res.setHeader('x-async', '1')
      next()
    }
    const { text, headers, outward } = await run([synchronous, callback, async], answer)
    expect(text).toBe('answered')
    expect([headers.get('x-sync'), headers.get('x-callback'), headers.get('x-async')]).toEqual([
      '1',
      '1',
      '1',
    ])
    expect(outward).toEqual([])
  })

  test('may answer by itself; nothing inwards runs', async () => {
    const { text, outward } = await run([(_req, res) => res.end('no entry')], () => expect.unreachable())
    expect({ text, outward }).toEqual({ text: 'no entry', outward: [] })
  })

  test('calls next() a second time: the app runs once, and the error says which filter', async () => {
    let runs = 0
    const twice: Filter = function twice(_req, _res, next) {
      next()
      next()
    }
    const { outward } = await run([twice], (_req, res) => {
      runs++
      res.end('answered')
    })
    expect(runs).toBe(1)
    expect(outward.map(String)).toEqual([
      'Error: filter 1 of the pipeline (twice) called next() a second time',
    ])
  })

  test('lets everything pass: others keep their places in messages', async () => {
    const twice: Filter = function twice(_req, _res, next) {
      next()
      next()
    }
    const { text, outward } = await run([idle, twice, idle], (_req, res) => res.end('answered'))
    expect(text).toBe('answered')
    expect(outward.map(String)).toEqual([
      'Error: filter 2 of the pipeline (twice) called next() a second time',
    ])
  })

  test('calls next() again after it reported an error: the first error stands, the second is a warning', async () => {
    const { outward } = await run(
      [
        (_req, _res, next) => {
          next(boom)
          next()
        },
      ],
      answer,
    )
    expect(outward).toEqual([boom])
    expect(warnings.splice(0)).toMatchObject([{ code: 'PASTE_LATE_ERROR' }])
  })
})

describe('what next() returns', () => {
  /** Whether the response was complete when `await next()` came back. */
  async function endedWhenBack(app: App, ...inner: Filter[]): Promise<boolean | undefined> {
    let ended: boolean | undefined
    const watching: Filter = async (_req, res, next) => {
      await next()
      ended = res.writableEnded
    }
    await run([watching, ...inner], app)
    return ended
  }

  test('settles when a callback has answered later', async () => {
    expect(await endedWhenBack((_req, res) => void setTimeout(() => res.end('late'), 5))).toBe(true)
  })

  test('settles when an async app has answered', async () => {
    const app: App = async (_req, res) => {
      await soon()
      res.end('late')
    }
    expect(await endedWhenBack(app)).toBe(true)
    expect(await endedWhenBack(app, (_req, _res, next) => next())).toBe(true)
    expect(await endedWhenBack(app, (_req, _res, next) => void next())).toBe(true)
    expect(await endedWhenBack(app, async (_req, _res, next) => next())).toBe(true)
  })

  test('waits for the promise of the app even when the answer is out', async () => {
    let cleaned = false
    let cleanedWhenBack: boolean | undefined
    await run(
      [
        async (_req, _res, next) => {
          await next()
          cleanedWhenBack = cleaned
        },
      ],
      async (_req, res) => {
        res.end('answered')
        await soon()
        cleaned = true
      },
    )
    await soon()
    expect(cleanedWhenBack).toBe(true)
  })

  test('waits for what filters inwards do after the answer', async () => {
    const log: string[] = []
    const later = (name: string): Filter => {
      return async (_req, _res, next) => {
        await next()
        await soon()
        log.push(name)
      }
    }
    await run([later('outer'), (_req, _res, next) => next(), later('inner')], answer)
    while (log.length < 2) await soon()
    expect(log).toEqual(['inner', 'outer'])
  })

  test('settles when the client leaves', async () => {
    const client = new AbortController()
    const settled = new Promise<boolean>(resolve => {
      const watching: Filter = async (_req, res, next) => {
        await next()
        resolve(res.writableEnded)
      }
      const silent: App = () => client.abort()
      send(composePipeline([{ filter: watching }], silent), '/', { signal: client.signal }).catch(() => {})
    })
    expect(await settled).toBe(false)
  })

  test('can be looked at by then, catch and finally, in chains', async () => {
    const log: unknown[] = []
    const chain: Filter = (_req, _res, next) => {
      const inwards = next() as Promise<void>
      inwards
        .then(() => log.push('unreached'))
        .finally(() => log.push('finally'))
        .catch(error => log.push(error))
    }
    const { outward } = await run([answerAfterwards, chain], () => Promise.reject(boom))
    expect(log).toEqual(['finally', boom])
    expect(outward).toEqual([])
  })

  test('is waited for in a function that the filter does not wait for', async () => {
    const answering: Filter = (_req, res, next) => {
      void (async () => {
        await next()
        res.end('in the end')
      })()
    }
    expect(await run([answering], passLater)).toMatchObject({ outward: [], text: 'in the end' })
  })

  test('settles a promise that it is given to, which answers for errors', async () => {
    const log: unknown[] = []
    const wrapping: Filter = (_req, res, next) => {
      const wrapped = new Promise<void>((resolve, reject) => {
        const settled = next()?.then(resolve, reject) as Promise<void>
        void settled.finally(() => log.push('settled')).then(() => log.push('and no more'))
      })
      wrapped.catch(error => {
        log.push(error)
        res.end('caught')
      })
    }
    const { outward, text } = await run([wrapping], () => Promise.reject(boom))
    expect({ outward, text }).toEqual({ outward: [], text: 'caught' })
    expect(log).toEqual([boom, 'settled', 'and no more'])
  })

  test('calls back where the filter was, for what is kept by the way a request takes', async () => {
    const kept = new AsyncLocalStorage<string>()
    const seen: unknown[] = []
    const note = () => void seen.push(kept.getStore())
    const look: Filter = async (_req, _res, next) => {
      await soon()
      next()?.then(
        _ => note(),
        _ => note(),
      )
    }
    const keep: Filter = (_req, _res, next) => kept.run('outer', next)
    const lose: App = (_req, res) => kept.run('inner', () => void setTimeout(() => res.end(), 3))
    await run([keep, look], lose)
    await expect.poll(() => seen).toEqual(['outer'])
  })

  test('can be looked at after everything is over', async () => {
    const log: string[] = []
    const late: Filter = (_req, _res, next) => {
      const inwards = next()
      setTimeout(() => inwards?.then(() => log.push('back')), 5)
    }
    await run([late], answer)
    await expect.poll(() => log).toEqual(['back'])
  })
})

const passLater: App = async (_req, _res, next) => {
  await soon()
  next()
}

/** Ends the request of a pipeline whose error somebody inwards has dealt with. */
const answerAfterwards: Filter = async (_req, res, next) => {
  await next()
  res.end('afterwards')
}

describe('passing on', () => {
  test('calls the outer next() once, in the same turn when all is synchronous', async () => {
    let calls = 0
    const inSameTurn: boolean[] = []
    const pipeline = composePipeline([{ filter: (_req, _res, next) => next() }], passOn)
    await send((req, res) => {
      let same = true
      pipeline(req, res, () => {
        calls++
        inSameTurn.push(same)
        res.end()
      })
      same = false
    }, '/')
    expect({ calls, inSameTurn }).toEqual({ calls: 1, inSameTurn: [true] })
  })

  test('unwinds first: what filters do after await next() is done before the outer next()', async () => {
    const log: string[] = []
    const filter: Filter = async (_req, _res, next) => {
      await next()
      await soon()
      log.push('after')
    }
    const pipeline = composePipeline([{ filter }], passOn)
    await send((req, res) => {
      pipeline(req, res, () => {
        log.push('outer next')
        res.end()
      })
    }, '/')
    expect(log).toEqual(['after', 'outer next'])
  })

  test('does not wait for a filter that waits for the response without looking at next()', async () => {
    const logging: Filter = async (_req, res, next) => {
      next()
      await once(res, 'finish')
    }
    const watching: Filter = async (_req, _res, next) => void (await next())
    expect(await run([watching, logging], passOn)).toMatchObject({ outward: ['passed on'], text: 'outer' })
    expect(await run([watching, logging], () => Promise.reject(boom))).toMatchObject({ outward: [boom] })
  })

  test('works from a callback, and past async filters that look', async () => {
    const later: App = (_req, _res, next) => void setTimeout(next, 3)
    const watching: Filter = async (_req, _res, next) => void (await next())
    expect(await run([watching, (_req, _res, next) => next(), watching], later)).toMatchObject({
      outward: ['passed on'],
      text: 'outer',
    })
  })

  test('of an empty pipeline is the app’s own', async () => {
    expect(await run([], passOn)).toMatchObject({ outward: ['passed on'] })
    expect(await run([], answer)).toMatchObject({ outward: [], text: 'answered' })
  })

  test('ends with a filter that answers what nothing inwards did', async () => {
    const answering: Filter = async (_req, res, next) => {
      await next()
      if (!res.headersSent) res.status(404).end('not here')
    }
    const result = await run([answering, (_req, _res, next) => next()], passOn)
    expect(result).toMatchObject({ outward: [], status: 404, text: 'not here' })
  })

  test('keeps the meaning of route and router, from the app and from filters', async () => {
    expect(await run([], (_req, _res, next) => next('route'))).toMatchObject({ outward: ['route'] })
    const skip: Filter = (_req, _res, next) => next('router')
    const watching: Filter = async (_req, _res, next) => void (await next())
    expect(await run([watching, skip], answer)).toMatchObject({ outward: ['router'] })
  })
})
