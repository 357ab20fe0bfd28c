import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { Fault } from '../../src/errors.ts'
import { openJobs } from '../../src/jobs.ts'

describe('a job that fails is logged', () => {
  /** Level and message of each line, and whether it has a stack. */
  async function linesOf(failure: Error, level: 'info' | 'debug' = 'info') {
    const lines: { level: number; msg: string; err?: unknown }[] = []
    const jobs = openJobs(pino({ level }, { write: line => void lines.push(JSON.parse(line)) }))
    jobs.start('task 7', async () => {
      throw failure
    })
    await jobs.settled()
    return lines.map(({ level, msg, err }) => [level, msg, err !== undefined])
  }

  const fault = new Fault('Invalid', 'the hash is another')

  test('in one line where a client is at fault', async () => {
    expect(await linesOf(fault)).toEqual([[50, 'task 7 failed: the hash is another', false]])
  })

  test('with what lay behind it', async () => {
    const cause = new Error('nobody answers')
    expect(await linesOf(new Fault('Invalid', 'no data', { cause }))).toEqual([
      [50, 'task 7 failed: no data: nobody answers', false],
    ])
  })

  test('with the stack for whoever debugs', async () => {
    expect(await linesOf(fault, 'debug')).toContainEqual([20, 'how task 7 failed', true])
  })

  test('with the stack where nobody foresaw it', async () => {
    expect(await linesOf(new TypeError('oops'))).toEqual([[50, 'task 7 failed', true]])
  })
})

test('closing waits also for what a job starts as it ends', async () => {
  const jobs = openJobs(pino({ level: 'silent' }))
  const ended: string[] = []
  jobs.start('first', async signal => {
    await once(signal, 'abort')
    jobs.start('second', async () => {
      await setImmediate()
      ended.push('second')
    })
    ended.push('first')
  })
  await jobs.close()
  expect(ended).toEqual(['first', 'second'])
})
