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

  /** Gives a buffer that holds anything, to be given back soon: when that is must never depend on what a client does. First
   * come, first served. */
  take(): Buffer | Promise<Buffer> {
    return this.#spare.pop() ?? this.#make() ?? new Promise(resolve => this.#waiting.push(resolve))
  }

  giveBack(buffer: Buffer): void {
    const next = this.#waiting.shift()
    if (next) next(buffer)
    else this.#spare.push(buffer)
  }

  #make(): Buffer | undefined {
    if (this.#left === 0) return undefined
    this.#left--
    return Buffer.allocUnsafeSlow(this.#bytes)
  }
}
