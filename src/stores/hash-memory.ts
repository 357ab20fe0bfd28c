/** Memory that all hash threads see, in slots of one size that are lent and given back. */
export class HashMemory {
  readonly shared: SharedArrayBuffer
  readonly slotBytes: number

  readonly #bytes: Uint8Array
  /** The last one given back is lent first: it is still in the processor's cache. */
  readonly #free: number[]
  readonly #readers = new Map<number, number>()
  readonly #waiting: ((slot: number) => void)[] = []

  constructor(slots: number, slotBytes: number) {
    this.shared = new SharedArrayBuffer(slots * slotBytes)
    this.slotBytes = slotBytes
    this.#bytes = new Uint8Array(this.shared)
    this.#free = Array.from({ length: slots }, (_, index) => index)
  }

  /** A free slot, if there is one and nobody waits for it. */
  take(): number | undefined {
    return this.#free.pop()
  }

  /** The next slot that is given back, first come, first served. */
  wait(): Promise<number> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  write(slot: number, position: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, slot * this.slotBytes + position)
  }

  /** For `readers` threads to read. */
  lend(slot: number, readers: number): void {
    this.#readers.set(slot, readers)
  }

  /** One reader is done with the slot; after the last one it is free. */
  release(slot: number): void {
    const readers = (this.#readers.get(slot) ?? 1) - 1
    this.#readers.set(slot, readers)
    if (readers > 0) return
    const next = this.#waiting.shift()
    if (next) next(slot)
    else this.#free.push(slot)
  }
}
