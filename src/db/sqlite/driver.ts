import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { type Answer, SqliteError } from './lane.ts'
import { type Lanes, Traffic } from './traffic.ts'

/** Sends reads to the readers, and everything else, and whole transactions, to the one writer. */
export class SqliteDriver implements Driver {
  readonly #traffic: Traffic

  constructor(lanes: Lanes) {
    this.#traffic = new Traffic(lanes)
  }

  /** The lanes are open already. */
  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#traffic)
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    await connection.begin()
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.executeQuery({ sql: 'commit', parameters: [] })
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    await connection.executeQuery({ sql: 'rollback', parameters: [] })
  }

  async releaseConnection(connection: SqliteConnection): Promise<void> {
    connection.release()
  }

  async destroy(): Promise<void> {
    await this.#traffic.close()
  }
}

type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>

class SqliteConnection implements DatabaseConnection {
  readonly #traffic: Traffic
  /** Of the writer when the transaction began. */
  #generation: number | undefined

  constructor(traffic: Traffic) {
    this.#traffic = traffic
  }

  async executeQuery<R>(statement: Statement): Promise<QueryResult<R>> {
    const { rows, changes, insertId } = await this.#run(statement)
    return { rows: rows as R[], numAffectedRows: BigInt(changes), insertId: BigInt(insertId) }
  }

  /** Reads everything first: nothing here is too large for that. */
  async *streamQuery<R>(statement: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(statement)
  }

  async begin(): Promise<void> {
    await this.#traffic.enter()
    try {
      await this.#traffic.writer.run({ sql: 'begin immediate', parameters: [] })
      this.#generation = this.#traffic.writer.generation
    } catch (error) {
      this.#traffic.leave()
      throw error
    }
  }

  release(): void {
    if (this.#generation !== undefined) this.#traffic.leave()
    this.#generation = undefined
  }

  #run({ sql, parameters }: Statement): Promise<Answer> {
    const bound = { sql, parameters: parameters.map(toSqlite) }
    if (this.#generation === undefined) {
      return sql.startsWith('select ') ? this.#traffic.read(bound) : this.#traffic.write(bound)
    }
    if (this.#generation !== this.#traffic.writer.generation)
      throw new SqliteError('the transaction was lost with its connection', 'SQLITE_ABORT')
    return this.#traffic.writer.run(bound)
  }
}

function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value === undefined ? null : value
}
