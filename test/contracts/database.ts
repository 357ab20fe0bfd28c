import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import type { Cases } from './database/cases.ts'
import { childCases } from './database/children.ts'
import { filterCases } from './database/filters.ts'
import { imageCases } from './database/images.ts'
import { metadefCases } from './database/metadefs.ts'
import { pagingCases } from './database/paging.ts'
import { taskCases } from './database/tasks.ts'
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
  ...metadefCases,
  ...taskCases,
  ...transactionCases,
}

/** How the suite gets at a database. */
export interface DatabaseHarness {
  /** Gives a database with Glance's schema and no rows. */
  open(): Promise<Database>
  /** Takes all rows out again. */
  empty(database: Database): Promise<void>
}

/** Holds a database to its promises. */
export function databaseContract(name: string, { open, empty }: DatabaseHarness): void {
  describe(name, () => {
    let database: Database
    beforeAll(async () => {
      database = await open()
    })
    afterEach(() => empty(database))
    afterAll(() => database.close())

    for (const [title, keep] of Object.entries(databaseCases)) test(title, () => keep(database))
  })
}
