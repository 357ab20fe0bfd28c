import type { Digests, Hashing, Sums } from './digests.ts'
import type { Bytes, Call } from './driver.ts'
import { StoreError } from './errors.ts'
import { recycleAfterBoth } from './recycle.ts'

interface Expected extends Call {
  readonly size?: number
  readonly algorithms: readonly string[]
  readonly hashing: Hashing
}

/** Data on its way into a driver, counted, measured and hashed. The last thing it does before it ends is to see that
 * everything was right, so that a driver never completes what must not be kept. */
export class Upload implements Bytes {
  /** Bytes that have passed. */
  size = 0
  /** Set when all of the data has passed and was right. */
  sums: Sums | undefined
  /** Why the data ended early: whatever the driver makes of it, this is what happened. */
  failure: { readonly error: unknown } | undefined

  /** To be called by the driver once a chunk has gone where it should. */
  readonly recycle: (chunk: Uint8Array) => void
  readonly #data: Bytes
  readonly #expected: Expected
  readonly #digests: Digests

  constructor(data: Bytes, expected: Expected) {
    this.#data = data
    this.#expected = expected
    this.recycle = recycleAfterBoth(data)
    this.#digests = expected.hashing.startDigests(expected.algorithms, this.recycle)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const { size, signal } = this.#expected
    try {
      for await (const chunk of untilAborted(this.#data, signal)) {
        this.size += chunk.length
        if (size !== undefined && this.size > size) throw mismatch('Size exceeds', size, this.size)
        const room = this.#digests.update(chunk)
        if (room) await room
        yield chunk
      }
      if (size !== undefined && this.size !== size) throw mismatch('Size mismatch', size, this.size)
      this.sums = await this.#digests.finish()
    } catch (error) {
      this.failure = { error }
      throw error
    }
  }

  /** Lets go of what is left of the digests. */
  close(): void {
    this.#digests.abort()
  }
}

function mismatch(what: string, expected: number, actual: number): StoreError {
  return new StoreError('SizeMismatch', `${what}: expected ${expected} bytes, got ${actual} bytes`)
}

/** The same data, but failing with the signal's reason even while the source is silent. */
function untilAborted(data: Bytes, signal: AbortSignal): Bytes {
  const source = data[Symbol.asyncIterator]()
  let rejectPending: (reason: unknown) => void = () => undefined
  const abort = () => rejectPending(signal.reason)
  const stopListening = () => signal.removeEventListener('abort', abort)
  signal.addEventListener('abort', abort)

  const next = () =>
    new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      rejectPending = reject
      source.next().then(result => {
        if (result.done) stopListening()
        resolve(result)
      }, reject)
    })

  const stop = async () => {
    stopListening()
    const stopped = Promise.resolve(source.return?.())
    // A source that is silent may never notice.
    if (signal.aborted) stopped.catch(() => undefined)
    else await stopped
    return { done: true, value: undefined } as const
  }

  return { [Symbol.asyncIterator]: () => ({ next, return: stop }) }
}
