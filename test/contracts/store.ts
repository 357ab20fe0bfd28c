import { describe, test } from 'vitest'
import { addingCases } from './store/adding.ts'
import { holdingCases } from './store/holding.ts'
import { keepingCases } from './store/keeping.ts'
import { readingCases } from './store/reading.ts'
import { type StoreCase, type StoreUnderTest, withSubject } from './store/subject.ts'

export type { StoreUnderTest } from './store/subject.ts'

/** What every store driver promises. `open` gives a driver on an empty backend of its own; each case asks for one. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the contract of a store: it`, () => {
    for (const { title, check } of storeCases) test(title, () => withSubject(open, check), 60_000)
  })
}

/** The promises, one by one. */
export const storeCases: readonly StoreCase[] = [
  ...readingCases,
  ...addingCases,
  ...keepingCases,
  ...holdingCases,
]
