const kibibyte = 1024

export interface BufferSettings {
  /** What all transfers together should take; more than that only where each has the smallest buffer. */
  readonly bytesTogether?: number
  readonly smallest?: number
  readonly largest?: number
}

/** Memory for pieces of files on their way to clients, lent and given back: fresh memory for each piece would wait for the
 * garbage collector, which comes late and stays long. The more transfers there are, the smaller are the pieces. */
export class TransferBuffers {
  readonly #bytesTogether: number
  readonly #smallest: number
  readonly #largest: number
  readonly #spare = new Map<number, Buffer[]>()
  #spareBytes = 0
  #transfers = 0

  constructor(settings: BufferSettings = {}) {
    this.#bytesTogether = settings.bytesTogether ?? 16 * 1024 * kibibyte
    this.#smallest = settings.smallest ?? 32 * kibibyte
    this.#largest = settings.largest ?? 512 * kibibyte
  }

  /** Counts a transfer until the result is called. */
  join(): () => void {
    this.#transfers++
    return () => {
      this.#transfers--
    }
  }

  /** Whether a transfer may hold a second buffer, to read into while the first is being written. */
  get isAmple(): boolean {
    return this.#transfers * this.#largest * 2 <= this.#bytesTogether
  }

  /** For up to `bytes`; what it holds is anything. */
  lend(bytes: number): Buffer {
    const size = this.#sizeFor(bytes)
    const spare = this.#spare.get(size)?.pop()
    if (!spare) return Buffer.allocUnsafeSlow(size)
    this.#spareBytes -= size
    return spare
  }

  /** Only once nobody looks at it any more. A buffer that is not given back is simply forgotten. */
  giveBack(buffer: Buffer): void {
    if (this.#spareBytes + buffer.length > this.#bytesTogether / 2) return
    this.#spareBytes += buffer.length
    const spare = this.#spare.get(buffer.length)
    if (spare) spare.push(buffer)
    else this.#spare.set(buffer.length, [buffer])
  }

  /** A power of two, so that there are few sizes. */
  #sizeFor(bytes: number): number {
    const share = Math.min(this.#bytesTogether / Math.max(this.#transfers, 1), this.#largest)
    let size = this.#smallest
    while (size < bytes && size * 2 <= share) size *= 2
    return size
  }
}
