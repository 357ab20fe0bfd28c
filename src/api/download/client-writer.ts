import type { ServerResponse } from 'node:http'

/** Writes the pieces of one answer, one after the other. What waits for a slow client is as little as can be: there may be
 * thousands of them, each for a long time, and what waits for long becomes old and is collected late. */
export class ClientWriter {
  readonly #res: ServerResponse
  #waiting: PromiseWithResolvers<void> | undefined

  constructor(res: ServerResponse) {
    this.#res = res
    // A response that is cut does not call back.
    res.once('close', this.#lose)
  }

  /** Settles when the kernel has the piece, so that its memory may be used again. */
  write(piece: Buffer): Promise<void> {
    const waiting = Promise.withResolvers<void>()
    this.#waiting = waiting
    if (this.#res.destroyed || this.#res.closed) this.#lose()
    else this.#res.write(piece, this.#settle)
    return waiting.promise
  }

  /** To be called when nothing more is written. */
  end(): void {
    this.#res.off('close', this.#lose)
  }

  readonly #settle = (error?: Error | null): void => {
    if (error) this.#waiting?.reject(new ClientLeft({ cause: error }))
    else this.#waiting?.resolve()
  }

  readonly #lose = (): void => this.#waiting?.reject(new ClientLeft())
}

/** Has the code that `stream.pipeline` gives to the same event. */
class ClientLeft extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE'

  constructor(options?: ErrorOptions) {
    super('the client left before it had everything', options)
  }
}
