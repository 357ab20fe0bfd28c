import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { StoreError } from './errors.ts'
import { HashMemory } from './hash-memory.ts'
import { opensslName } from './hash-names.ts'
import { HashThread, type ThreadDigest } from './hash-thread.ts'

/** Hex digests by the names they were asked for. */
export type Sums = Readonly<Record<string, string>>

/** Digests of one stream of data. */
export interface Digests {
  /** Takes a chunk, which may be used elsewhere meanwhile but not changed. A promise asks to wait before the next one. */
  update(chunk: Uint8Array): Promise<void> | undefined
  finish(): Promise<Sums>
  /** Gives up; may be called at any time. */
  abort(): void
}

export type OnTaken = (chunk: Uint8Array) => void

/** Computes digests beside the main thread, on threads that all streams share: they start when they are needed, and end when
 * they are not. */
export interface Hashing {
  /** Names as Python's hashlib or OpenSSL has them. Throws `BadSettings` for one that is unknown. `onTaken` is told of each
   * chunk that need not be kept any longer. */
  startDigests(algorithms: readonly string[], onTaken?: OnTaken): Digests
  close(): Promise<void>
}

export interface HashingOptions {
  readonly threads?: number
  readonly slots?: number
  readonly slotBytes?: number
  /** How long a thread stays that has nothing to do: it takes 11 MiB, and 30 ms to start. */
  readonly idleMilliseconds?: number
}

/** `slots` of `slotBytes` bound the memory of all streams together. What fits into one slot is hashed where it is: that is
 * faster than waking threads. */
export function openHashing(options: HashingOptions = {}): Hashing {
  const { threads: limit = Math.max(2, Math.min(availableParallelism(), 8)) } = options
  const { idleMilliseconds = 2000 } = options
  const memory = new HashMemory(options.slots ?? 16, options.slotBytes ?? 512 * 1024)
  let threads: HashThread[] = []

  /** The thread with the fewest digests, of equals the youngest: so that a second upload's md5 joins the first one's slow
   * sha512. Another thread is started as long as none is idle. */
  function pickThread(): HashThread {
    threads = threads.filter(thread => thread.isAlive)
    const [idlest] = threads.toReversed().toSorted((a, b) => a.load - b.load)
    if (idlest && (idlest.load === 0 || threads.length >= limit)) return idlest
    const thread = new HashThread(memory, idleMilliseconds)
    threads.push(thread)
    return thread
  }

  return {
    startDigests(algorithms, onTaken) {
      const names = new Map([...new Set(algorithms)].map(name => [name, knownName(name)]))
      const start = (name: string) => pickThread().start(name)
      return new StreamDigests(names, { memory, start, onTaken })
    },
    async close() {
      await Promise.all(threads.map(thread => thread.close()))
    },
  }
}

interface Means {
  readonly memory: HashMemory
  readonly start: (algorithm: string) => ThreadDigest
  readonly onTaken: OnTaken | undefined
}

class StreamDigests implements Digests {
  readonly #algorithms: ReadonlyMap<string, string>
  readonly #memory: HashMemory
  readonly #start: (algorithm: string) => ThreadDigest
  readonly #onTaken: OnTaken | undefined
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  /** Bytes of the first of them that have been sent. */
  #sentOfFirst = 0
  /** Empty until there is more than one slot of data. */
  #running: readonly ThreadDigest[] = []
  #ended = false

  constructor(algorithms: ReadonlyMap<string, string>, { memory, start, onTaken }: Means) {
    this.#algorithms = algorithms
    this.#memory = memory
    this.#start = start
    this.#onTaken = onTaken
  }

  update(chunk: Uint8Array): Promise<void> | undefined {
    this.#gathered.push(chunk)
    this.#gatheredBytes += chunk.length
    return this.#gatheredBytes > this.#memory.slotBytes ? this.#send(this.#memory.slotBytes) : undefined
  }

  async finish(): Promise<Sums> {
    const names = [...this.#algorithms.keys()]
    const sums = this.#running.length === 0 ? this.#hashHere() : await this.#hashBeside()
    return Object.fromEntries(names.map((name, index) => [name, sums[index] ?? '']))
  }

  abort(): void {
    this.#ended = true
    this.#gathered = []
    this.#gatheredBytes = 0
    for (const digest of this.#running) digest.drop()
    this.#running = []
  }

  #hashHere(): readonly string[] {
    return [...this.#algorithms.values()].map(name => {
      const hash = createHash(name)
      for (const chunk of this.#gathered) hash.update(chunk)
      return hash.digest('hex')
    })
  }

  async #hashBeside(): Promise<readonly string[]> {
    await this.#send(1)
    const running = this.#running
    this.#running = []
    for (const digest of running) digest.finish()
    return Promise.all(running.map(digest => digest.sum))
  }

  /** Hands what is gathered to the threads while it is at least `atLeast` bytes. */
  #send(atLeast: number): Promise<void> | undefined {
    if (this.#running.length === 0) this.#running = [...this.#algorithms.values()].map(this.#start)
    while (this.#gatheredBytes >= atLeast) {
      const slot = this.#memory.take()
      if (slot === undefined) return this.#sendLater(atLeast)
      this.#fill(slot)
    }
    return undefined
  }

  async #sendLater(atLeast: number): Promise<void> {
    const slot = await this.#memory.wait()
    if (this.#ended) return this.#memory.release(slot)
    this.#fill(slot)
    await this.#send(atLeast)
  }

  #fill(slot: number): void {
    let length = 0
    let emptied = 0
    for (const chunk of this.#gathered) {
      const part = chunk.subarray(this.#sentOfFirst, this.#sentOfFirst + this.#memory.slotBytes - length)
      this.#memory.write(slot, length, part)
      length += part.length
      this.#sentOfFirst += part.length
      if (this.#sentOfFirst < chunk.length) break
      this.#sentOfFirst = 0
      emptied++
    }
    this.#gatheredBytes -= length
    this.#memory.lend(slot, this.#running.length)
    for (const digest of this.#running) digest.hash(slot, length)
    for (const chunk of this.#gathered.splice(0, emptied)) this.#onTaken?.(chunk)
  }
}

function knownName(name: string): string {
  try {
    return opensslName(name)
  } catch (cause) {
    throw new StoreError('BadSettings', (cause as Error).message, { cause })
  }
}
