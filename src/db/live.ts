import { type RawBuilder, sql } from 'kysely'
import type { Engine } from './engine.ts'

/** That a row is not soft-deleted. Never by the index on `deleted`, which finds nearly the whole table. */
export function isLive({ differences }: Engine, column = 'deleted'): RawBuilder<boolean> {
  return sql`${differences.unindexed(column)} = ${false}`
}
