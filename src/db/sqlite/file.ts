import Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { FileSettings, Query } from './lane.ts'

/** Rows without their column names: cheaper to hand from thread to thread. */
export interface RawAnswer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly changes: number
  readonly insertId: number
}

interface Prepared {
  readonly statement: Database.Statement<unknown[]>
  readonly columns: readonly string[]
}

const cachedStatements = 256
const lockedRetries = 20
const cacheKibibytes = 8192

/** An open SQLite file that keeps its prepared statements. Synchronous: runs in a worker, or where that does not hurt. */
export class SqliteFile {
  readonly #handle: Database.Database
  readonly #statements = new LRUCache<string, Prepared>({ max: cachedStatements })

  constructor(settings: FileSettings) {
    this.#handle = new Database(settings.path, { timeout: settings.busyTimeoutMilliseconds })
    enterJournalMode(this.#handle, settings.journal ?? 'wal')
    this.#handle.pragma(`synchronous = ${settings.synchronous}`)
    this.#handle.pragma('foreign_keys = ON')
    this.#handle.pragma('temp_store = MEMORY')
    this.#handle.pragma(`cache_size = -${cacheKibibytes}`)
    if (settings.readonly) this.#handle.pragma('query_only = ON')
  }

  run({ sql, parameters }: Query): RawAnswer {
    const { statement, columns } = this.#prepare(sql)
    if (statement.reader) {
      // Written rows are counted by what they return.
      const rows = statement.all(...parameters) as unknown[][]
      return { columns, rows, changes: rows.length, insertId: 0 }
    }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { columns, rows: [], changes, insertId: Number(lastInsertRowid) }
  }

  close(): void {
    this.#statements.clear()
    this.#handle.close()
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql)
    if (known) return known
    const prepared = describe(this.#handle.prepare<unknown[]>(sql))
    this.#statements.set(sql, prepared)
    return prepared
  }
}

function describe(statement: Database.Statement<unknown[]>): Prepared {
  if (!statement.reader) return { statement, columns: [] }
  return { statement: statement.raw(true), columns: statement.columns().map(column => column.name) }
}

// The first change of the mode needs the file for itself, and SQLite's busy timeout does not cover it.
function enterJournalMode(handle: Database.Database, mode: 'wal' | 'delete'): void {
  for (let attempt = 1; ; attempt++) {
    try {
      handle.pragma(`journal_mode = ${mode}`)
      return
    } catch (error) {
      if (!isBusy(error) || attempt === lockedRetries) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10 * attempt)
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}
