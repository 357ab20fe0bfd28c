const kibibyte = 1024

/** How many there may be of a size at once; of the smallest, how many are kept for the next. */
export interface BufferSize {
  readonly bytes: number
  readonly most: number
}

/** Large pieces cost least; of them there are as many as memory allows. */
const usual: readonly BufferSize[] = [
  { bytes: 1024 * kibibyte, most: 8 },
  { bytes: 256 * kibibyte, most: 64 },
  { bytes: 32 * kibibyte, most: 256 },
]

interface Shelf extends BufferSize {
  lent: number
  readonly spare: Buffer[]
}

/** Memory for pieces of files on their way to clients, lent and given back: fresh memory for each piece would wait for the
 * garbage collector, which comes late. When all of a size are lent, who comes next gets smaller ones: many slow clients
 * keep nobody waiting, and hold little. */
export class TransferBuffers {
  /** From the largest to the smallest. */
  readonly #shelves: readonly Shelf[]

  constructor(sizes: readonly BufferSize[] = usual) {
    this.#shelves = sizes.map(size => ({ ...size, lent: 0, spare: [] }))
  }

  /** Whether a transfer may hold a second buffer, to read into while the first is being written. */
  get isAmple(): boolean {
    return this.#shelves.slice(0, -1).some(({ lent, most }) => lent * 2 <= most)
  }

  /** For up to `bytes`; what it holds is anything. */
  lend(bytes: number): Buffer {
    const shelf = this.#shelves.find(({ lent, most }, index) => {
      const smaller = this.#shelves[index + 1]
      return !smaller || (bytes > smaller.bytes && lent < most)
    }) as Shelf
    shelf.lent++
    return shelf.spare.pop() ?? Buffer.allocUnsafeSlow(shelf.bytes)
  }

  /** Only once nobody looks at it any more. */
  giveBack(buffer: Buffer): void {
    const { spare, most } = this.#takeBack(buffer)
    if (spare.length < most) spare.push(buffer)
  }

  /** Instead, where somebody may still look at it. */
  forget(buffer: Buffer): void {
    this.#takeBack(buffer)
  }

  #takeBack({ length }: Buffer): Shelf {
    const shelf = this.#shelves.find(({ bytes }) => bytes === length) as Shelf
    shelf.lent--
    return shelf
  }
}
