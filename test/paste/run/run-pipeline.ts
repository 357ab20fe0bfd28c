import { setImmediate as soon } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { composePipeline, type Part } from '../../../paste/run/pipeline.ts'
import { send } from '../../../paste/testing.ts'
import type { App, Filter } from '../../../paste/types.ts'

export const answer: App = (_req, res) => res.end('answered')
export const passOn: App = (_req, _res, next) => next()
export const boom = new Error('boom')

/** Sends a request through filters and an app; notes each call of the outer `next`. */
export function run(filters: readonly Filter[], app: App) {
  return runParts(
    filters.map(filter => ({ filter })),
    app,
  )
}

export async function runParts(parts: readonly Part[], app: App) {
  const outward: unknown[] = []
  const pipeline = composePipeline(parts, app)
  const outer: App = (req, res) => {
    pipeline(req, res, error => {
      outward.push(error ?? 'passed on')
      if (!res.headersSent) res.end('outer')
    })
  }
  const response = await send(outer, '/')
  await soon()
  return { outward, text: await response.text(), status: response.status, headers: response.headers }
}

/** After each test of the file nothing may be left unhandled. Gives the warnings, which a test takes out. */
export function watchProcess(): Error[] {
  const unhandled: unknown[] = []
  const warnings: Error[] = []
  const noteUnhandled = (reason: unknown) => void unhandled.push(reason)
  const noteWarning = (warning: Error) => void warnings.push(warning)
  beforeAll(() => void process.on('unhandledRejection', noteUnhandled).on('warning', noteWarning))
  afterAll(() => void process.off('unhandledRejection', noteUnhandled).off('warning', noteWarning))
  afterEach(async () => {
    await soon()
    expect(unhandled.splice(0)).toEqual([])
  })
  return warnings
}
