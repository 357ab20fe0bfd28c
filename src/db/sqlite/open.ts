import { Kysely, sql } from 'kysely'
import { startClock } from '../clock.ts'
import { noCompiledQueries } from '../compiled-queries.ts'
import type { Differences, Engine } from '../engine.ts'
import { keepWatchedImages } from '../kept-images.ts'
import { hasListIndexes } from '../list-indexes/present.ts'
import type { Schema } from '../schema.ts'
import { BadConnection, inMemory } from '../url.ts'
import { ChangeWatch } from './change-watch.ts'
import { sqliteDialect } from './dialect.ts'
import { InProcessLane } from './in-process.ts'
import { type FileSettings, SqliteError } from './lane.ts'
import { ThreadLane } from './thread.ts'
import type { Lanes } from './traffic.ts'

export interface SqliteSettings {
  /** A path, or `:memory:`. */
  readonly path: string
  /** On the caller's thread instead of workers; always so in memory. */
  readonly inProcess?: boolean
  /** False: the system writes to the disk when it likes. */
  readonly synchronous?: boolean
}

const busyTimeoutMilliseconds = 30_000

/** Makes the file where there is none. Throws `BadConnection` where it cannot be opened. */
export async function openSqlite(settings: SqliteSettings): Promise<Engine> {
  const lanes = await openLanes(settings).catch(cause => {
    // That it happened on a thread is of no use to whoever named the file.
    const { message } = cause.cause ?? cause
    throw new BadConnection(`SQLite cannot open ${settings.path}: ${message}`, { cause })
  })
  const db = new Kysely<Schema>({ dialect: sqliteDialect(lanes) })
  const bare: Engine = { db, clock: startClock(), differences, compiled: noCompiledQueries() }
  const engine = { ...bare, hasListIndexes: await hasListIndexes(bare) }
  const { watch } = lanes
  return watch ? { ...engine, kept: keepWatchedImages(() => watch.version()) } : engine
}

async function openLanes({ path, inProcess, synchronous = true }: SqliteSettings): Promise<Lanes> {
  const writing: FileSettings = {
    path,
    busyTimeoutMilliseconds,
    synchronous: synchronous ? 'NORMAL' : 'OFF',
    readonly: false,
  }
  const reading = { ...writing, readonly: true }
  if (path === inMemory) return { writer: new InProcessLane(writing), readers: [] }
  const watch = new ChangeWatch(path)
  if (inProcess) return { writer: new InProcessLane(writing), readers: [new InProcessLane(reading)], watch }
  // The writer makes the file, and says what is wrong with it; the reader starts while nobody waits for it.
  const writer = await new ThreadLane(writing).open()
  return { writer, readers: [new ThreadLane(reading).start()], watch }
}

const differences: Differences = {
  name: 'sqlite',
  isStillReferenced: error => error instanceof SqliteError && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY',
  list: values => JSON.stringify(values),
  oneOf: (column, list) =>
    sql`${typeof column === 'string' ? sql.ref(column) : column} in (select value from json_each(${list}))`,
  oneOfRows: (column, query) => sql`${column} in (${query})`,
  sought: (column, value) => sql`${column} = ${value}`,
  unindexed: column => sql`+${sql.ref(column)}`,
  opaque: condition => condition,
  fence: sql``,
  imageCount: sql`(select ifnull(max(rowid), 0) from images)`,
  mark: 'null', // the watch of the file knows
  json: { array: 'json_array', arrayOfRows: 'json_group_array' },
  concurrentWriters: false,
  hasStatistics: false,
}
