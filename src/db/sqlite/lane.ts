export interface Query {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** What a statement gave. `changes` and `insertId` mean something only where rows were written. */
export interface Answer {
  readonly rows: Record<string, unknown>[]
  readonly changes: number
  readonly insertId: number
}

/** One connection to the file: statements run in the order they are given. */
export interface Lane {
  run(query: Query): Promise<Answer>
  /** Grows when the connection is lost: a transaction begun before is gone. */
  readonly generation: number
  close(): Promise<void>
}

export interface FileSettings {
  readonly path: string
  readonly busyTimeoutMilliseconds: number
  /** `OFF` where the operator gave durability away. */
  readonly synchronous: 'NORMAL' | 'OFF'
  readonly readonly: boolean
  /** `wal` unless given: it lets readers and the writer work at once, but keeps further files beside the first. */
  readonly journal?: 'wal' | 'delete'
}

/** A fault of SQLite, with its extended result code (`SQLITE_CONSTRAINT_UNIQUE` …). */
export class SqliteError extends Error {
  override readonly name = 'SqliteError'
  readonly code: string

  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
