import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, context, ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { composePipeline } from '../../../paste/run/pipeline.ts'
import { send } from '../../../paste/testing.ts'
import { openTelemetry } from '../../../paste/trace/open-telemetry.ts'
import { boom } from '../run/run-pipeline.ts'

interface Recorded {
  name: string
  parent?: string
  error?: unknown
  ended: boolean
}

const recorded: Recorded[] = []
const names = new WeakMap<Span, string>()

/** The least SDK that the API accepts: contexts that follow async calls, and spans that are kept. */
beforeAll(() => {
  const storage = new AsyncLocalStorage<Context>()
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, call, self, ...args) => storage.run(active, () => call.apply(self, args)),
    bind: (_context, target) => target,
    enable() {
      return this
    },
    disable() {
      return this
    },
  })
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan }) })
})
afterAll(() => {
  trace.disable()
  context.disable()
})

function startSpan(name: string): Span {
  const parent = trace.getSpan(context.active())
  const entry: Recorded = { name, parent: parent && names.get(parent), ended: false }
  recorded.push(entry)
  const span = {
    ...trace.wrapSpanContext({ traceId: '1', spanId: name, traceFlags: 1 }),
    recordException: (error: unknown) => {
      entry.error = error
    },
    setStatus: ({ code }: { code: SpanStatusCode }) => {
      if (code !== SpanStatusCode.ERROR) entry.error = 'not an error'
      return span
    },
    end: () => {
      entry.ended = true
    },
  } as unknown as Span
  names.set(span, name)
  return span
}

function startActiveSpan(name: string, ...rest: unknown[]): never {
  const call = rest.at(-1) as (span: Span) => never
  const span = startSpan(name)
  return context.with(trace.setSpan(context.active(), span), () => call(span))
}

test('each part is a span inside the span of the part outwards, named by its section', async () => {
  const spans = await openTelemetry()
  const pipeline = composePipeline(
    [
      { name: 'outer', trace: spans, filter: async (_req, _res, next) => void (await next()) },
      { name: 'inner', filter: (_req, _res, next) => void setImmediate(next) },
    ],
    () => Promise.reject(boom),
    'app',
  )
  await send(pipeline, '/')
  await expect.poll(() => recorded.every(({ ended }) => ended)).toBe(true)
  expect(recorded).toEqual([
    { name: 'outer', parent: undefined, error: boom, ended: true },
    { name: 'inner', parent: 'outer', error: boom, ended: true },
    { name: 'app', parent: 'inner', error: boom, ended: true },
  ])
})
