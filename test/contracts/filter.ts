import { describe, test } from 'vitest'
import { declaringCases } from './filter/declaring.ts'
import { leavingCases } from './filter/leaving.ts'
import { passingCases } from './filter/passing.ts'
import type { FilterCase, FilterUnderTest } from './filter/subject.ts'

export type { FilterUnderTest, SampleRequest } from './filter/subject.ts'

/** What every filter promises to those outwards and inwards of it. */
export function filterContract(name: string, subject: FilterUnderTest): void {
  describe(`${name} keeps the contract of a filter: it`, () => {
    for (const { title, check } of filterCases) test(title, () => check(subject))
  })
}

/** The promises, one by one. */
export const filterCases: readonly FilterCase[] = [...passingCases, ...leavingCases, ...declaringCases]
