import { Histogram, Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { composePipeline, type Part } from '../../../paste/run/pipeline.ts'
import { send } from '../../../paste/testing.ts'
import { histogramOf } from '../../../paste/trace/histogram.ts'
import { serverTiming } from '../../../paste/trace/server-timing.ts'
import { combineTraces, type Trace } from '../../../paste/trace/trace.ts'
import type { App } from '../../../paste/types.ts'
import { answer, boom, passOn } from '../run/run-pipeline.ts'

let clock = 0
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Spends 20 ms before, and 5 ms after, what stands inwards. */
const slow = (name: string, trace: Trace): Part => ({
  name,
  trace,
  async filter(_req, _res, next) {
    clock += 20
    await next()
    clock += 5
  },
})
const quick = (name: string): Part => ({ name, filter: (_req, _res, next) => next() })

/** Notes what it is told, as a trace of one's own may. */
function noting(log: unknown[]): Trace {
  return {
    begin(names) {
      const note = (what: string) => (at: number, error?: unknown) => {
        log.push([what, names[at], ...(error ? [error] : [])].join(' '))
      }
      return {
        enter(at, call) {
          log.push(`enter ${names[at]}`)
          return call()
        },
        inwards: note('inwards'),
        back: note('back'),
        leave: note('leave'),
      }
    },
  }
}

async function story(parts: readonly Part[], app: App): Promise<string[]> {
  const log: string[] = []
  const [first, ...others] = parts
  const pipeline = composePipeline(first ? [{ ...first, trace: noting(log) }, ...others] : [], app, 'app')
  await send(pipeline, '/')
  await expect.poll(() => log.at(-1)).toContain(`leave ${first?.name}`)
  return log
}

describe('a trace', () => {
  test('follows a request inwards and back', async () => {
    expect(await story([quick('a'), quick('b')], answer)).toEqual([
      'enter a',
      'inwards a',
      'enter b',
      'inwards b',
      'enter app',
      'leave app',
      'back b',
      'leave b',
      'back a',
      'leave a',
    ])
  })

  test('sees where an error begins, and who deals with it', async () => {
    const catching: Part = {
      name: 'catching',
      async filter(_req, res, next) {
        await Promise.resolve(next()).catch(() => res.end('caught'))
      },
    }
    const log = await story([catching, quick('b')], () => Promise.reject(boom))
    expect(log.filter(line => line.startsWith('leave'))).toEqual([
      'leave app Error: boom',
      'leave b Error: boom',
      'leave catching',
    ])
  })

  test('sees a request that is passed on, and one that a filter answers', async () => {
    const log = await story([quick('a')], passOn)
    expect(log.at(-1)).toBe('leave a')
    expect(await story([{ name: 'door', filter: answer }, quick('b')], answer)).toEqual([
      'enter door',
      'leave door',
    ])
  })

  test('goes on inside a wrap', async () => {
    const wrap: Part = { name: 'wrap', wrap: inner => (req, res, next) => inner(req, res, next) }
    const log = await story([quick('a'), wrap, quick('b')], answer)
    expect(log.filter(line => line.startsWith('enter'))).toEqual([
      'enter a',
      'enter wrap',
      'enter b',
      'enter app',
    ])
  })
})

test('Server-Timing has the time of each part until the headers leave', async () => {
  const app: App = async (_req, res) => {
    clock += 30.12345
    res.end('answered')
  }
  const parts = [slow('keystone+caching', serverTiming()), quick('odd name')]
  const { headers } = await send(composePipeline(parts, app, 'api'), '/')
  expect(headers.get('server-timing')).toBe('keystone+caching;dur=20, odd_name;dur=0, api;dur=30.123')
})

test('a histogram has the seconds that each filter spent itself', async () => {
  const registry = new Registry()
  const histogram = new Histogram({
    name: 'paste_filter_seconds',
    help: 'Time spent in each filter',
    labelNames: ['filter'],
    registers: [registry],
  })
  const pipeline = composePipeline([slow('outer', histogramOf(histogram)), quick('inner')], answer, 'app')
  await send(pipeline, '/')
  await send(pipeline, '/')
  await expect.poll(() => registry.metrics()).toContain('_count{filter="outer"} 2')
  expect(sums(await registry.metrics())).toEqual({ outer: 0.05, inner: 0, app: 0 })
})

function sums(metrics: string): Record<string, number> {
  const lines = metrics.matchAll(/_sum\{filter="([^"]+)"\} (\S+)/g)
  return Object.fromEntries([...lines].map(([, name, value]) => [name, Number(value)]))
}

test('traces combine', async () => {
  const log: unknown[] = []
  const trace = combineTraces(noting(log), serverTiming())
  const { headers } = await send(composePipeline([{ ...quick('a'), trace }], answer, 'app'), '/')
  expect(headers.get('server-timing')).toMatch(/^a;dur=[\d.]+, app;dur=[\d.]+$/)
  expect(log).toContain('enter app')
})
