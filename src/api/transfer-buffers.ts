const kibibyte = 1024

export interface BufferSettings {
  readonly large?: number
  /** How many large ones there may be. */
  readonly count?: number
  readonly small?: number
}

/** Memory for pieces of files on their way to clients, lent and given back: fresh memory for each piece would wait for the
 * garbage collector, which comes late. When all large buffers are lent, who comes next gets small ones: many slow clients
 * keep nobody waiting, and hold little. */
export class TransferBuffers {
  readonly #large: number
  readonly #count: number
  readonly #small: number
  readonly #spareLarge: Buffer[] = []
  readonly #spareSmall: Buffer[] = []
  #lentLarge = 0

  constructor({ large, count, small }: BufferSettings = {}) {
    this.#large = large ?? 256 * kibibyte
    this.#count = count ?? 64
    this.#small = small ?? 32 * kibibyte
  }

  /** Whether a transfer may hold a second buffer, to read into while the first is being written. */
  get isAmple(): boolean {
    return this.#lentLarge * 2 <= this.#count
  }

  /** For up to `bytes`; what it holds is anything. */
  lend(bytes: number): Buffer {
    if (bytes <= this.#small || this.#lentLarge >= this.#count) {
      return this.#spareSmall.pop() ?? Buffer.allocUnsafeSlow(this.#small)
    }
    this.#lentLarge++
    return this.#spareLarge.pop() ?? Buffer.allocUnsafeSlow(this.#large)
  }

  /** Only once nobody looks at it any more. */
  giveBack(buffer: Buffer): void {
    this.forget(buffer)
    if (buffer.length === this.#large) this.#spareLarge.push(buffer)
    else if (this.#spareSmall.length < this.#count * 4) this.#spareSmall.push(buffer)
  }

  /** Instead, where somebody may still look at it. */
  forget(buffer: Buffer): void {
    if (buffer.length === this.#large) this.#lentLarge--
  }
}
