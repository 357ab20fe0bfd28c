import { expect } from 'vitest'
import { type FilterCase, runAndLeave } from './subject.ts'

/** What happens when the client does not wait. */
export const leavingCases: readonly FilterCase[] = [
  {
    title: 'comes back when the client has left',
    async check(subject) {
      if (subject.passes) expect(await runAndLeave(subject)).toBe('noticed')
    },
  },
  {
    title: 'holds nothing after the client has left',
    async check(subject) {
      if (!subject.passes) return
      await runAndLeave(subject)
      const before = process.getActiveResourcesInfo().length
      for (let times = 0; times < 5; times++) await runAndLeave(subject)
      const held = () => process.getActiveResourcesInfo().length
      await expect.poll(held, { timeout: 10_000 }).toBeLessThan(before + 5)
    },
  },
]
