import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { timerMs } from '../../src/timer-ms.ts'

test('seconds become milliseconds', () => {
  expect(timerMs(1.5)).toBe(1500)
})

test('what is longer than a timer can be ends as late as it can, and not at once', async () => {
  const stop = new AbortController()
  const waiting = sleep(timerMs(365 * 24 * 3600), 'over', { signal: stop.signal, ref: false })
  expect(await Promise.race([waiting, sleep(50, 'still waiting')])).toBe('still waiting')
  stop.abort()
  await expect(waiting).rejects.toThrow('aborted')
})
