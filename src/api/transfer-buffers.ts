interface Sizes {
  readonly bytes: number
  /** How many there are at most. */
  readonly most: number
}

const usual: Sizes = { bytes: 512 * 1024, most: 4 }

/** Memory through which files go to clients: however many of those there are, it does not grow. Whoever wants some when all of it
 * is in use waits for a turn. */
export class TransferBuffers {
  readonly #bytes: number
  readonly #spare: Buffer[] = []
  readonly #waiting: ((buffer: Buffer) => void)[] = []
  /** Of those that may still be made. */
  #left: number

  constructor({ bytes, most }: Sizes = usual) {
    this.#bytes = bytes
    this.#left = most
  }

  /** Lends a buffer until `use` settles: that must never depend on what a client does. What it holds is anything. */
  async lend<T>(use: (buffer: Buffer) => Promise<T>): Promise<T> {
    const buffer = this.#take() ?? (await this.#turn())
    try {
      return await use(buffer)
    } finally {
      this.#giveBack(buffer)
    }
  }

  #take(): Buffer | undefined {
    if (this.#spare.length > 0 || this.#left === 0) return this.#spare.pop()
    this.#left--
    return Buffer.allocUnsafeSlow(this.#bytes)
  }

  /** First come, first served. */
  #turn(): Promise<Buffer> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  #giveBack(buffer: Buffer): void {
    const next = this.#waiting.shift()
    if (next) next(buffer)
    else this.#spare.push(buffer)
  }
}
