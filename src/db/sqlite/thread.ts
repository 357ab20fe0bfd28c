import { Worker } from 'node:worker_threads'
import { threadFile } from '../../own-files.ts'
import type { RawAnswer } from './file.ts'
import { type Answer, type FileSettings, type Lane, type Query, SqliteError } from './lane.ts'
import { nameColumns } from './rows.ts'
import type { Outcome, Reply, Request } from './worker.ts'

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** A connection in a thread of its own. Queries of one turn of the event loop travel in one message; when the thread
 * dies its unanswered queries fail, and the next query starts another. */
export class ThreadLane implements Lane {
  readonly #settings: FileSettings
  #worker: Worker | undefined
  #generation = 0
  #batch: Query[] = []
  /** In the order of their queries, which is the order of the answers. */
  #waiting: Waiting[] = []
  #closed = false

  constructor(settings: FileSettings) {
    this.#settings = settings
  }

  /** Settles when the file is open. */
  async open(): Promise<this> {
    this.start()
    await this.run({ sql: 'select 1', parameters: [] })
    return this
  }

  /** Begins to open the file. What is wrong with it, the first query tells. */
  start(): this {
    this.#worker ??= this.#startWorker()
    return this
  }

  get generation(): number {
    return this.#generation
  }

  run(query: Query): Promise<Answer> {
    if (this.#closed) return Promise.reject(new SqliteError('the database is closed', 'SQLITE_MISUSE'))
    if (this.#batch.push(query) === 1) setImmediate(() => this.#send())
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#send()
    const worker = this.#worker
    if (!worker) return
    const gone = new Promise(resolve => worker.once('exit', resolve))
    worker.postMessage('close' satisfies Request)
    await gone
  }

  #send(): void {
    if (this.#batch.length === 0) return
    this.#worker ??= this.#startWorker()
    this.#worker.postMessage(this.#batch satisfies Request)
    this.#batch = []
  }

  #startWorker(): Worker {
    const worker = new Worker(threadFile('src/db/sqlite/worker'), { workerData: this.#settings })
    worker.on('message', (outcomes: Reply) => this.#settle(outcomes))
    worker.on('error', error => this.#lose(worker, error))
    worker.on('exit', () => this.#lose(worker, new Error('the thread ended')))
    return worker
  }

  #settle(outcomes: Reply): void {
    for (const outcome of outcomes) answer(this.#waiting.shift(), outcome)
  }

  #lose(worker: Worker, cause: Error): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    this.#generation++
    const lost = this.#waiting.splice(0, this.#waiting.length - this.#batch.length)
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'SQLITE_WORKER_DIED'
    for (const { reject } of lost)
      reject(new SqliteError(`the thread of the database failed: ${cause.message}`, code, { cause }))
  }
}

function answer(waiting: Waiting | undefined, outcome: Outcome): void {
  if ('code' in outcome) waiting?.reject(new SqliteError(outcome.message, outcome.code))
  else waiting?.resolve(nameColumns(outcome satisfies RawAnswer))
}
