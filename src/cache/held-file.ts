import type { FileHandle } from 'node:fs/promises'
import { once } from '../once.ts'

/** A file for one who holds it. */
export interface Hold {
  readonly handle: FileHandle
  /** To be called at the end. Only the first call counts, and none fails: what was written is synced before. */
  release(): Promise<void>
}

/** An open file that several use, each as long as they like: it is closed when the last lets go. */
export class HeldFile {
  readonly handle: FileHandle
  readonly #onClose: () => void
  #holders = 0
  #isOpen = true

  constructor(handle: FileHandle, onClose: () => void = () => {}) {
    this.handle = handle
    this.#onClose = onClose
  }

  /** Undefined when it is closed. */
  hold(): Hold | undefined {
    if (!this.#isOpen) return undefined
    this.#holders++
    return { handle: this.handle, release: once(() => this.#letGo()) }
  }

  async #letGo(): Promise<void> {
    if (--this.#holders > 0) return
    this.#isOpen = false
    this.#onClose()
    await this.handle.close().catch(() => undefined)
  }
}
