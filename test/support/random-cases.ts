import fc from 'fast-check'
import { seed } from './random-numbers.ts'

/** How many times the usual number of cases to try; for tests that give themselves a time. */
export const fuzzTimes = Number(process.env.FUZZ_TIMES ?? 1)

interface Limits {
  /** Does not look for a smaller case when one has failed. */
  readonly endOnFailure?: boolean
}

/** Checks what must hold for all cases with so many of them: the same in every run, unless `FUZZ_SEED` asks for others. */
export async function checkCases<T>(
  property: fc.IAsyncProperty<T> | fc.IProperty<T>,
  count: number,
  limits: Limits = {},
): Promise<void> {
  await fc.assert(property as fc.IAsyncProperty<T>, { numRuns: count * fuzzTimes, seed, ...limits })
}
