import { type RawBuilder, sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { Status } from './records.ts'

/** That a row is not soft-deleted. Never by the index on `deleted`, which finds nearly the whole table. */
export function isLive({ differences }: Engine, column = 'deleted'): RawBuilder<boolean> {
  return sql`${differences.unindexed(column)} = ${false}`
}

/** That the image is in one of these states. None can be in no state at all. */
export function isInState({ differences }: Engine, states: readonly Status[]): RawBuilder<boolean> {
  return differences.oneOf('images.status', differences.list(states))
}
