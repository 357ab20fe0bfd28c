import { Worker } from 'node:worker_threads'
import { threadFile } from '../own-files.ts'
import { StoreError } from './errors.ts'
import type { HashMemory } from './hash-memory.ts'
import type { HashAnswer, HashRequest, HashWorkerData } from './hash-worker.ts'

interface Running {
  resolve(sum: string): void
  reject(error: unknown): void
}

/** A digest that a thread computes. Once the thread has died, `sum` is rejected and nothing else has an effect. */
export interface ThreadDigest {
  readonly sum: Promise<string>
  /** Reads the slot, then releases it. */
  hash(slot: number, length: number): void
  finish(): void
  drop(): void
}

/** One worker that computes any number of digests, and keeps the process alive only while it has some. It ends when it has
 * had none for `idleMilliseconds`. */
export class HashThread {
  isAlive = true
  readonly #worker: Worker
  readonly #memory: HashMemory
  readonly #idleMilliseconds: number
  readonly #digests = new Map<number, Running>()
  /** Slots it has not read yet. */
  readonly #slots = new Set<number>()
  #lastDigest = 0
  #idling: NodeJS.Timeout | undefined

  constructor(memory: HashMemory, idleMilliseconds: number) {
    const workerData: HashWorkerData = { memory: memory.shared, slotBytes: memory.slotBytes }
    this.#memory = memory
    this.#idleMilliseconds = idleMilliseconds
    this.#worker = new Worker(threadFile('src/stores/hash-worker'), {
      workerData,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
    })
    this.#worker.unref()
    this.#worker.on('message', (answer: HashAnswer) => this.#take(answer))
    this.#worker.on('error', error => this.#die(error))
    this.#worker.on('exit', () => this.#die(new Error('the thread ended')))
  }

  /** How many digests it has. */
  get load(): number {
    return this.#digests.size
  }

  start(algorithm: string): ThreadDigest {
    clearTimeout(this.#idling)
    const digest = ++this.#lastDigest
    const sum = new Promise<string>((resolve, reject) => this.#digests.set(digest, { resolve, reject }))
    sum.catch(() => undefined)
    this.#worker.ref()
    this.#ask({ digest, start: algorithm })
    return {
      sum,
      hash: (slot, length) => this.#hash(digest, slot, length),
      finish: () => this.#ask({ digest, end: 'sum' }),
      drop: () => {
        this.#ask({ digest, end: 'drop' })
        this.#forget(digest)
      },
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idling)
    await this.#worker.terminate()
  }

  #hash(digest: number, slot: number, length: number): void {
    if (this.isAlive) {
      this.#slots.add(slot)
      this.#ask({ digest, slot, length })
    } else {
      this.#memory.release(slot)
    }
  }

  #ask(request: HashRequest): void {
    this.#worker.postMessage(request)
  }

  #take(answer: HashAnswer): void {
    if ('slot' in answer) {
      this.#slots.delete(answer.slot)
      this.#memory.release(answer.slot)
    } else {
      this.#digests.get(answer.digest)?.resolve(answer.sum)
      this.#forget(answer.digest)
    }
  }

  #forget(digest: number): void {
    this.#digests.delete(digest)
    if (this.#digests.size > 0) return
    this.#worker.unref()
    this.#retireLater()
  }

  #retireLater(): void {
    clearTimeout(this.#idling)
    this.#idling = setTimeout(() => this.#retire(), this.#idleMilliseconds).unref()
  }

  #retire(): void {
    // Of a digest that was dropped it may have something to read yet.
    if (this.#slots.size > 0) this.#retireLater()
    else {
      this.isAlive = false
      void this.close()
    }
  }

  #die(cause: unknown): void {
    if (!this.isAlive) return
    this.isAlive = false
    const error = new StoreError('Unavailable', 'the thread that computes digests has died', { cause })
    for (const { reject } of this.#digests.values()) reject(error)
    for (const slot of this.#slots) this.#memory.release(slot)
    this.#digests.clear()
    this.#slots.clear()
  }
}
