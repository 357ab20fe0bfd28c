import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { type Answer, type Lane, SqliteError } from './lane.ts'

export interface Lanes {
  readonly writer: Lane
  /** None: reading takes its turn with writing. */
  readonly readers: readonly Lane[]
}

/** Sends reads to the readers, and everything else, and whole transactions, to the one writer. */
export class SqliteDriver implements Driver {
  readonly #open: () => Promise<Lanes>
  #traffic: Traffic | undefined

  constructor(open: () => Promise<Lanes>) {
    this.#open = open
  }

  async init(): Promise<void> {
    this.#traffic = new Traffic(await this.#open())
  }

  async acquireConnection(): Promise<SqliteConnection> {
    if (!this.#traffic) throw new SqliteError('the database is not open', 'SQLITE_MISUSE')
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
    await this.#traffic?.close()
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

/** Who may use which lane when: one transaction at a time, single writes between them, reads always. */
class Traffic {
  readonly writer: Lane
  readonly #readers: readonly Lane[]
  #next = 0
  #occupied = false
  #queue: (() => void)[] = []

  constructor({ writer, readers }: Lanes) {
    this.writer = writer
    this.#readers = readers
  }

  read(query: Parameters<Lane['run']>[0]): Promise<Answer> {
    const reader = this.#readers[this.#next++ % this.#readers.length]
    return reader ? reader.run(query) : this.write(query)
  }

  async write(query: Parameters<Lane['run']>[0]): Promise<Answer> {
    if (!this.#occupied) return this.writer.run(query)
    await this.enter()
    try {
      return await this.writer.run(query)
    } finally {
      this.leave()
    }
  }

  async enter(): Promise<void> {
    if (this.#occupied) await new Promise<void>(resolve => this.#queue.push(resolve))
    this.#occupied = true
  }

  leave(): void {
    const next = this.#queue.shift()
    if (next) next()
    else this.#occupied = false
  }

  async close(): Promise<void> {
    await Promise.all([this.writer, ...this.#readers].map(lane => lane.close()))
  }
}

function toSqlite(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return value === undefined ? null : value
}
