import type { CompiledQuery } from 'kysely'
import { LRUCache } from 'lru-cache'

/** Queries that need not be built and compiled again, by what tells their shape. */
export type CompiledQueries = LRUCache<object | string, CompiledQuery>

// Clients decide which shapes of lists there are, so it must not grow for ever.
const remembered = 500

export function noCompiledQueries(): CompiledQueries {
  return new LRUCache({ max: remembered })
}
