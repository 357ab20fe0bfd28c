import type { ChangeWatch } from './change-watch.ts'
import type { Answer, Lane, Query } from './lane.ts'

export interface Lanes {
  readonly writer: Lane
  /** None: reading takes its turn with writing. */
  readonly readers: readonly Lane[]
  /** None: nobody else can see the database. */
  readonly watch?: ChangeWatch
}

/** Who may use which lane when: one transaction at a time, single writes between them, reads always. */
export class Traffic {
  readonly writer: Lane
  readonly #readers: readonly Lane[]
  readonly #watch: ChangeWatch | undefined
  #next = 0
  #occupied = false
  #queue: (() => void)[] = []

  constructor({ writer, readers, watch }: Lanes) {
    this.writer = writer
    this.#readers = readers
    this.#watch = watch
  }

  read(query: Query): Promise<Answer> {
    const reader = this.#readers[this.#next++ % this.#readers.length]
    return reader ? reader.run(query) : this.write(query)
  }

  async write(query: Query): Promise<Answer> {
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
    this.#watch?.close()
    await Promise.all([this.writer, ...this.#readers].map(lane => lane.close()))
  }
}
