import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { StoreError } from './errors.ts'
import { HashMemory } from './hash-memory.ts'
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

/** Computes digests beside the main thread, on threads that all streams share and that start when they are needed. */
export interface Hashing {
  /** Names as Python's hashlib or OpenSSL has them. Throws `BadSettings` for one that is unknown. */
  startDigests(algorithms: readonly string[]): Digests
  close(): Promise<void>
}

export interface HashingOptions {
  readonly threads?: number
  readonly slots?: number
  readonly slotBytes?: number
}

/** `slots` of `slotBytes` bound the memory of all streams together. What fits into one slot is hashed where it is: that is
 * faster than waking threads. */
export function openHashing(options: HashingOptions = {}): Hashing {
  const { threads: limit = Math.max(2, Math.min(availableParallelism(), 8)) } = options
  const memory = new HashMemory(options.slots ?? 16, options.slotBytes ?? 512 * 1024)
  let threads: HashThread[] = []

  /** The thread with the fewest digests, of equals the youngest: so that a second upload's md5 joins the first one's slow
   * sha512. Another thread is started as long as none is idle. */
  function pickThread(): HashThread {
    threads = threads.filter(thread => thread.isAlive)
    const [idlest] = threads.toReversed().toSorted((a, b) => a.load - b.load)
    if (idlest && (idlest.load === 0 || threads.length >= limit)) return idlest
    const thread = new HashThread(memory)
    threads.push(thread)
    return thread
  }

  return {
    startDigests(algorithms) {
      const names = new Map([...new Set(algorithms)].map(name => [name, opensslName(name)]))
      return new StreamDigests(names, memory, name => pickThread().start(name))
    },
    async close() {
      await Promise.all(threads.map(thread => thread.close()))
    },
  }
}

class StreamDigests implements Digests {
  readonly #algorithms: ReadonlyMap<string, string>
  readonly #memory: HashMemory
  readonly #start: (algorithm: string) => ThreadDigest
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  /** Empty until there is more than one slot of data. */
  #running: readonly ThreadDigest[] = []
  #ended = false

  constructor(
    algorithms: ReadonlyMap<string, string>,
    memory: HashMemory,
    start: (algorithm: string) => ThreadDigest,
  ) {
    this.#algorithms = algorithms
    this.#memory = memory
    this.#start = start
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
    const chunks = this.#takeGathered(this.#memory.slotBytes)
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    this.#memory.fill(slot, chunks, this.#running.length)
    for (const digest of this.#running) digest.hash(slot, length)
  }

  /** Takes up to `bytes` of what is gathered. */
  #takeGathered(bytes: number): readonly Uint8Array[] {
    let room = bytes
    let count = 0
    for (const { length } of this.#gathered) {
      if (length > room) break
      room -= length
      count++
    }
    const taken = this.#gathered.splice(0, count)
    const [split] = this.#gathered
    if (split && room > 0) {
      taken.push(split.subarray(0, room))
      this.#gathered[0] = split.subarray(room)
    }
    this.#gatheredBytes -= taken.reduce((sum, { length }) => sum + length, 0)
    return taken
  }
}

const renamed: Readonly<Record<string, string>> = { blake2b: 'blake2b512', blake2s: 'blake2s256' }

/** hashlib writes `sha3_256` where OpenSSL writes `sha3-256`. */
function opensslName(name: string): string {
  const openssl = renamed[name] ?? name.replaceAll('_', '-')
  try {
    createHash(openssl)
    return openssl
  } catch (cause) {
    throw new StoreError('BadSettings', `Unknown hashing algorithm identifier: ${name}`, { cause })
  }
}
