import type { Finding, Inspector, Wanted } from './inspector.ts'

/** Shows one inspector what it wants of an image that passes in chunks, keeping only that. */
export class Watch {
  /** Once the inspector has made up its mind, or the image has ended. */
  finding: Finding | undefined

  readonly #inspection: ReturnType<Inspector>
  #wanted: Wanted | undefined
  #seen = new Gathering()

  constructor(inspector: Inspector) {
    this.#inspection = inspector()
    this.#advance(() => this.#inspection.next())
  }

  get done(): boolean {
    return this.#wanted === undefined
  }

  /** `position` is where in the image the chunk begins. */
  see(chunk: Uint8Array, position: number): void {
    while (this.#wanted) {
      if ('last' in this.#wanted) {
        this.#seen.addLast(chunk, this.#wanted.last)
        return
      }
      const { start, length } = this.#wanted
      const from = start + this.#seen.length - position
      if (from >= chunk.length) return
      // What has passed already cannot be seen any more: the inspector gets what there is.
      if (from >= 0) {
        const missing = length - this.#seen.length
        this.#seen.add(chunk.subarray(from, from + missing))
        if (this.#seen.length < length) return
      }
      this.#resume()
    }
  }

  end(): void {
    while (this.#wanted) this.#resume()
  }

  #resume(): void {
    this.#advance(() => this.#inspection.next(this.#seen.bytes))
  }

  #advance(step: () => IteratorResult<Wanted, Finding | undefined>): void {
    const before = this.#wanted
    const { done, value } = this.#safely(step)
    this.#wanted = done ? undefined : value
    if (done) this.finding = value
    if (!continues(before, this.#wanted)) this.#seen = new Gathering()
  }

  /** An inspector that stumbles over an image calls it unsafe. */
  #safely(
    step: () => IteratorResult<Wanted, Finding | undefined>,
  ): IteratorResult<Wanted, Finding | undefined> {
    try {
      return step()
    } catch {
      return { done: true, value: { virtualSize: () => 0, failures: ['unreadable'] } }
    }
  }
}

/** Bytes that come piece by piece, tiny ones where a client likes, in room that doubles. What it has given away stays as it is. */
class Gathering {
  length = 0
  #room = Buffer.alloc(0)

  get bytes(): Buffer {
    return this.#room.subarray(0, this.length)
  }

  add(piece: Uint8Array): void {
    const length = this.length + piece.length
    if (length > this.#room.length) {
      const room = Buffer.alloc(Math.max(length, 2 * this.#room.length))
      room.set(this.bytes)
      this.#room = room
    }
    this.#room.set(piece, this.length)
    this.length = length
  }

  /** Keeps no more than the last `most` bytes. */
  addLast(piece: Uint8Array, most: number): void {
    this.#room = Buffer.concat([this.bytes, piece.subarray(-most)]).subarray(-most)
    this.length = this.#room.length
  }
}

function continues(before: Wanted | undefined, next: Wanted | undefined): boolean {
  return (
    before !== undefined &&
    next !== undefined &&
    'start' in before &&
    'start' in next &&
    before.start === next.start
  )
}
