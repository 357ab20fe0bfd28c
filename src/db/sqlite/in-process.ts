import Database from 'better-sqlite3'
import { SqliteFile } from './file.ts'
import { type Answer, type FileSettings, type Lane, type Query, SqliteError } from './lane.ts'
import { nameColumns } from './rows.ts'

/** A connection on the caller's own thread: cheapest for tests and tiny databases, but each query holds up the event loop. */
export class InProcessLane implements Lane {
  readonly generation = 0
  readonly #file: SqliteFile

  constructor(settings: FileSettings) {
    this.#file = new SqliteFile(settings)
  }

  async run(query: Query): Promise<Answer> {
    try {
      return nameColumns(this.#file.run(query))
    } catch (cause) {
      if (cause instanceof Database.SqliteError) throw new SqliteError(cause.message, cause.code, { cause })
      throw cause
    }
  }

  async close(): Promise<void> {
    this.#file.close()
  }
}
