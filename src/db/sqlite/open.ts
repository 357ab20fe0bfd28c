import { Kysely, sql } from 'kysely'
import { startClock } from '../clock.ts'
import type { Differences, Engine } from '../engine.ts'
import type { Schema } from '../schema.ts'
import { sqliteDialect } from './dialect.ts'
import type { Lanes } from './driver.ts'
import { InProcessLane } from './in-process.ts'
import { type FileSettings, SqliteError } from './lane.ts'
import { ThreadLane } from './thread.ts'

export interface SqliteSettings {
  /** A path, or `:memory:`. */
  readonly path: string
  /** On the caller's thread instead of workers; always so in memory. */
  readonly inProcess?: boolean
  readonly synchronous?: boolean
  /** Off while tables are rebuilt. */
  readonly foreignKeys?: boolean
}

const inMemory = ':memory:'
const busyTimeoutMilliseconds = 30_000
const readers = 2

export function openSqlite(settings: SqliteSettings): Engine {
  const db = new Kysely<Schema>({ dialect: sqliteDialect(() => openLanes(settings)) })
  return { db, clock: startClock(), differences }
}

async function openLanes({
  path,
  inProcess = false,
  synchronous = true,
  foreignKeys = true,
}: SqliteSettings): Promise<Lanes> {
  const writing: FileSettings = {
    path,
    busyTimeoutMilliseconds,
    synchronous: synchronous ? 'NORMAL' : 'OFF',
    foreignKeys,
    readonly: false,
  }
  const reading = { ...writing, readonly: true }
  if (path === inMemory) return { writer: new InProcessLane(writing), readers: [] }
  if (inProcess) return { writer: new InProcessLane(writing), readers: [new InProcessLane(reading)] }
  // The writer first: it makes the file.
  const writer = await new ThreadLane(writing).open()
  return { writer, readers: Array.from({ length: readers }, () => new ThreadLane(reading)) }
}

const differences: Differences = {
  name: 'sqlite',
  isStillReferenced: error => error instanceof SqliteError && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY',
  oneOf: (column, values) =>
    sql`${typeof column === 'string' ? sql.ref(column) : column}
      in (select value from json_each(${JSON.stringify(values)}))`,
  unindexed: column => sql`+${sql.ref(column)}`,
  concurrentWriters: false,
  hasStatistics: false,
}
