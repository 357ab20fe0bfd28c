import { afterEach, beforeEach, describe, test } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import type { Cases } from './database/cases.ts'
import { childCases } from './database/children.ts'
import { filterCases } from './database/filters.ts'
import { imageCases } from './database/images.ts'
import { pagingCases } from './database/paging.ts'
import { transactionCases } from './database/transactions.ts'
import { updateCases } from './database/updates.ts'
import { visibilityCases } from './database/visibility.ts'

/** All that a database promises the service. */
export const databaseCases: Cases = {
  ...imageCases,
  ...updateCases,
  ...visibilityCases,
  ...filterCases,
  ...pagingCases,
  ...childCases,
  ...transactionCases,
}

/** Holds a database to its promises. `open` gives one with Glance's schema and no rows. */
export function databaseContract(name: string, open: () => Promise<Database>): void {
  describe(name, () => {
    let database: Database
    beforeEach(async () => {
      database = await open()
    })
    afterEach(() => database.close())

    for (const [title, keep] of Object.entries(databaseCases)) test(title, () => keep(database))
  })
}
