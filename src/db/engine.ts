import type { CompiledQuery, Kysely, RawBuilder } from 'kysely'
import type { Clock } from './clock.ts'
import type { CompiledQueries } from './compiled-queries.ts'
import type { KeptImages } from './kept-images.ts'
import type { LocationCipher } from './location-cipher.ts'
import type { Schema } from './schema.ts'
import type { DialectName } from './tables/table.ts'

/** What the queries need to know of the database that runs them. */
export interface Engine {
  readonly db: Kysely<Schema>
  readonly clock: Clock
  readonly differences: Differences
  readonly compiled: CompiledQueries
  /** Absent where URLs of images' data stand in the database as they are. */
  readonly locationCipher?: LocationCipher | undefined
  /** Whether there were our indexes for lists when the database was opened. */
  readonly hasListIndexes?: boolean
  /** Absent in transactions, which see what nobody else sees. */
  readonly kept?: KeptImages | undefined
  /** Runs statements that come again and again. Absent in transactions, and where they are nothing special. */
  readonly run?: RunStatement | undefined
}

/** Gives the rows of a statement. */
export type RunStatement = (
  statement: Pick<CompiledQuery, 'sql' | 'parameters'>,
) => Promise<readonly unknown[]>

/** All in which the databases differ, as far as the queries care. */
export interface Differences {
  readonly name: DialectName
  /** A row could not go because of a foreign key. */
  isStillReferenced(error: unknown): boolean
  /** Many values as one parameter, for `oneOf`: the statement is the same however many there are. */
  list(values: readonly (string | number)[]): unknown
  /** That `column` holds a value of the `list`. */
  oneOf(column: string | RawBuilder<unknown>, list: unknown): RawBuilder<boolean>
  /** That `column` holds what one of the rows of a query has. */
  oneOfRows(column: RawBuilder<unknown>, query: RawBuilder<unknown>): RawBuilder<boolean>
  /** That `column` holds the value, written so that the planner takes an index on it whatever it thinks of the value. */
  sought(column: RawBuilder<unknown>, value: unknown): RawBuilder<boolean>
  /** The column, written so that the planner looks for no index on it. */
  unindexed(column: string): RawBuilder<unknown>
  /** The condition, of such columns, written so that the planner thinks nothing of it. */
  opaque(condition: RawBuilder<boolean>): RawBuilder<boolean>
  /** What ends a subquery that is planned by itself. */
  readonly fence: RawBuilder<unknown>
  /** Roughly how many images there are. */
  readonly imageCount: RawBuilder<number>
  /** Functions that make JSON: an array of values, and an array of what they are given for each row. */
  readonly json: { readonly array: string; readonly arrayOfRows: string }
  /** An expression that tells in which state the database is: it changes with everything that is committed. Null where it
   * would not. */
  readonly mark: string
  /** Whether two transactions can write at once, so that rows must be locked before they are judged. */
  readonly concurrentWriters: boolean
  /** Whether the planner knows how many rows a condition leaves. */
  readonly hasStatistics: boolean
}

/** Runs `work` in the transaction that `engine` is in, or in a new one. */
export function inTransaction<T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T> {
  if (engine.db.isTransaction) return work(engine)
  return engine.db.transaction().execute(db => work({ ...engine, db, kept: undefined, run: undefined }))
}
