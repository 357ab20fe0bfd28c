import type { Finding, Inspector, Wanted } from './inspector.ts'

/** Shows one inspector what it wants of an image that passes in chunks, keeping only that. */
export class Watch {
  /** Once the inspector has made up its mind, or the image has ended. */
  finding: Finding | undefined

  readonly #inspection: ReturnType<Inspector>
  #wanted: Wanted | undefined
  #seen = Buffer.alloc(0)

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
        this.#seen = Buffer.concat([this.#seen, chunk.subarray(-this.#wanted.last)]).subarray(
          -this.#wanted.last,
        )
        return
      }
      const { start, length } = this.#wanted
      const from = start + this.#seen.length - position
      if (from >= chunk.length) return
      // What has passed already cannot be seen any more: the inspector gets what there is.
      if (from >= 0) {
        const missing = length - this.#seen.length
        this.#seen = Buffer.concat([this.#seen, chunk.subarray(from, from + missing)])
        if (this.#seen.length < length) return
      }
      this.#resume()
    }
  }

  end(): void {
    while (this.#wanted) this.#resume()
  }

  #resume(): void {
    this.#advance(() => this.#inspection.next(this.#seen))
  }

  #advance(step: () => IteratorResult<Wanted, Finding | undefined>): void {
    const before = this.#wanted
    const { done, value } = this.#safely(step)
    this.#wanted = done ? undefined : value
    if (done) this.finding = value
    if (!continues(before, this.#wanted)) this.#seen = Buffer.alloc(0)
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

function continues(before: Wanted | undefined, next: Wanted | undefined): boolean {
  return (
    before !== undefined &&
    next !== undefined &&
    'start' in before &&
    'start' in next &&
    before.start === next.start
  )
}
