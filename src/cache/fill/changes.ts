/** Lets any number of readers wait for the next change. */
export class Changes {
  readonly #waiting = new Set<() => void>()

  tell(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  /** Settles with the next change, or when `signal` aborts. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        signal?.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      signal?.addEventListener('abort', wake)
      this.#waiting.add(wake)
    })
  }
}
