import { setImmediate as soon } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { composePipeline, type Part } from '../../../paste/run/pipeline.ts'
import { send } from '../../../paste/testing.ts'
import type { App, Filter } from '../../../paste/types.ts'
import { answer, boom, passOn, run, runParts, watchProcess } from './run-pipeline.ts'

watchProcess()

describe('a pipeline inside a pipeline', () => {
  const seen: string[] = []
  const note = (name: string): Filter => {
    return async (_req, _res, next) => {
      try {
        await next()
        seen.push(name)
      } catch (error) {
        seen.push(`${name}: ${error}`)
        throw error
      }
    }
  }
  const slow = (name: string): Filter => {
    return async (_req, _res, next) => {
      await next()
      await soon()
      await soon()
      seen.push(name)
    }
  }
  const inside = (app: App): App => composePipeline([{ filter: slow('inner') }], app)

  afterEach(() => {
    seen.length = 0
  })

  test('is waited for with all it does after the answer', async () => {
    await run([note('outer')], inside(answer))
    await expect.poll(() => seen).toEqual(['inner', 'outer'])
  })

  test('is waited for through a function that hands it on', async () => {
    await run([note('outer')], (req, res, next) => inside(answer)(req, res, next))
    await expect.poll(() => seen).toEqual(['inner', 'outer'])
  })

  test('passes on, and fails, through both', async () => {
    expect(await run([note('outer')], inside(passOn))).toMatchObject({ outward: ['passed on'] })
    expect(seen.splice(0)).toEqual(['inner', 'outer'])
    const result = await run(
      [note('outer')],
      inside(() => Promise.reject(boom)),
    )
    expect(result).toMatchObject({ outward: [boom] })
    expect(seen).toEqual(['outer: Error: boom'])
  })

  test('in the same turn when all is synchronous', async () => {
    const outer = composePipeline([{ filter: (_req, _res, next) => next() }], composePipeline([], passOn))
    const log: string[] = []
    await send((req, res) => {
      outer(req, res, () => void log.push('passed on'))
      log.push('returned')
      res.end()
    }, '/')
    expect(log).toEqual(['passed on', 'returned'])
  })
})

describe('a wrap', () => {
  const seen: string[] = []
  const wrap: Part = {
    wrap: inner => async (req, res, next) => {
      seen.push('in')
      await inner(req, res, next)
      seen.push(res.writableEnded ? 'answered' : 'passed on')
    },
  }
  const plain: Part = { filter: (_req, _res, next) => next() }

  afterEach(() => {
    seen.length = 0
  })

  test('gets an app that it can await', async () => {
    const late: App = (_req, res) => void setTimeout(() => res.end('late'), 3)
    expect(await runParts([plain, wrap, plain], late)).toMatchObject({ outward: [], text: 'late' })
    expect(seen).toEqual(['in', 'answered'])
  })

  test('lets a request be passed on, and errors through', async () => {
    expect(await runParts([plain, wrap, plain], passOn)).toMatchObject({ outward: ['passed on'] })
    const failing = () => Promise.reject(boom)
    expect(await runParts([plain, wrap, plain], failing)).toMatchObject({ outward: [boom] })
    expect(await runParts([wrap], failing)).toMatchObject({ outward: [boom] })
    expect(seen).toEqual(['in', 'passed on', 'in', 'in'])
  })

  test('may hand the result on without looking, and stand anywhere', async () => {
    const lazy: Part = { wrap: inner => (req, res, next) => inner(req, res, next) }
    expect(await runParts([lazy, wrap, plain, lazy], answer)).toMatchObject({ text: 'answered', outward: [] })
    expect(await runParts([lazy, plain, lazy], () => Promise.reject(boom))).toMatchObject({ outward: [boom] })
  })

  test('may catch an error and answer', async () => {
    const catching: Part = {
      wrap: inner => async (req, res, next) => {
        try {
          await inner(req, res, next)
        } catch {
          res.end('caught')
        }
      },
    }
    expect(await runParts([catching, plain], () => Promise.reject(boom))).toMatchObject({
      outward: [],
      text: 'caught',
    })
  })

  test('may call another app instead', async () => {
    const elsewhere: Part = { wrap: () => (_req, res) => res.end('elsewhere') }
    expect(await runParts([plain, elsewhere, plain], answer)).toMatchObject({ text: 'elsewhere' })
  })
})
