import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { databaseOn, engineOf } from '../../../src/db/facade.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { type RetryPolicy, reconnecting, retrying } from '../../../src/db/retry.ts'

class Hiccup extends Error {
  override message = 'hiccup'
}

let sound: Database
beforeEach(async () => {
  sound = await openDatabase({ connection: 'sqlite://' })
  await ensureEmbedded(sound)
})
afterEach(() => sound.close())

/** Fails so many times before it works. */
function failing(times: number): Database {
  let left = times
  const find: Database['images']['find'] = async id => {
    if (left-- > 0) throw new Hiccup()
    return sound.images.find(id)
  }
  return { ...sound, images: { ...sound.images, find } }
}

const policy = {
  isPassing: (error: unknown) => error instanceof Hiccup,
  attempts: 2,
  pauseMilliseconds: () => 0,
  level: 'warn',
} as const

test('what fails for a passing reason is tried again', async () => {
  await sound.images.insert({ id: 'a', status: 'active' })
  expect(await retrying(failing(2), policy).images.find('a')).toMatchObject({ id: 'a' })
})

test('a transaction that fails for a passing reason begins again', async () => {
  let left = 2
  await retrying(sound, policy).transaction(async inside => {
    await inside.images.insert({ id: 'a', status: 'active' })
    if (left-- > 0) throw new Hiccup()
  })
  expect(await sound.images.find('a')).toMatchObject({ id: 'a' })
})

test('attempts come to an end', async () => {
  await expect(retrying(failing(3), policy).images.find('a')).rejects.toBeInstanceOf(Hiccup)
})

describe('another attempt is logged', () => {
  /** Level and message of each line, and whether it has a stack. */
  async function linesOf(level: 'info' | 'debug', more: Partial<RetryPolicy> = {}) {
    const lines: { level: number; msg: string; err?: unknown }[] = []
    const log = pino({ level }, { write: line => void lines.push(JSON.parse(line)) })
    await retrying(failing(2), { ...policy, ...more }, log).images.find('a')
    return lines.map(({ level, msg, err }) => [level, msg, err !== undefined])
  }

  test('in one line that says why', async () => {
    const message = 'the database failed for a moment: hiccup; trying again'
    expect(await linesOf('info')).toEqual([
      [40, `${message} (2 attempts left)`, false],
      [40, `${message} (1 attempts left)`, false],
    ])
    const endless = { attempts: Number.POSITIVE_INFINITY }
    expect(await linesOf('info', endless)).toEqual(Array(2).fill([40, message, false]))
  })

  test('with its stack for whoever debugs', async () => {
    expect((await linesOf('debug')).map(([level, , hasStack]) => [level, hasStack])).toEqual([
      [40, false],
      [20, true],
      [40, false],
      [20, true],
    ])
  })

  test('for nobody else where only requests have collided', async () => {
    expect(await linesOf('info', { level: 'debug' })).toEqual([])
  })
})

test('another failure is passed on at once', async () => {
  const firm = { ...policy, isPassing: () => false }
  await expect(retrying(failing(1), firm).images.find('a')).rejects.toBeInstanceOf(Hiccup)
})

test('a database that retries is still managed as the one it wraps', () => {
  expect(engineOf(retrying(databaseOn(engineOf(sound)), policy))).toBe(engineOf(sound))
})

test('waits double up to the longest, where the options say so', () => {
  const settings = {
    db_max_retries: 3,
    db_retry_interval: 2,
    db_inc_retry_interval: true,
    db_max_retry_interval: 10,
  } as Parameters<typeof reconnecting>[0]
  const growing = reconnecting(settings, () => true)
  expect([0, 1, 2, 3].map(growing.pauseMilliseconds)).toEqual([2000, 4000, 8000, 10_000])
  const steady = reconnecting({ ...settings, db_inc_retry_interval: false, db_max_retries: -1 }, () => true)
  expect([0, 5].map(steady.pauseMilliseconds)).toEqual([2000, 2000])
  expect(steady.attempts).toBe(Number.POSITIVE_INFINITY)
})
