import type { FileHandle } from 'node:fs/promises'
import { asCacheFault } from '../faults.ts'

const enoughBytes = 512 * 1024
/** Readers of a slow store do not wait until so much has been gathered. */
const longestMilliseconds = 50

/** What has come in and does not stand in the file yet. */
export class Batch {
  #chunks: Uint8Array[] = []
  #bytes = 0
  #begun = 0

  get bytes(): number {
    return this.#bytes
  }

  /** True when it is time to write. */
  add(chunk: Uint8Array): boolean {
    const now = performance.now()
    if (this.#bytes === 0) this.#begun = now
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    return this.#bytes >= enoughBytes || now - this.#begun >= longestMilliseconds
  }

  /** Writes all of it from `position` on, and tells of each part how long it was; gives the chunks, which are free now. Rejects with
   * `CacheFault`. */
  async write(
    file: FileHandle,
    position: number,
    written: (bytes: number) => void,
  ): Promise<readonly Uint8Array[]> {
    const chunks = this.#chunks
    let at = position
    while (this.#bytes > 0) {
      const { bytesWritten } = await asCacheFault(file.writev(this.#chunks, at))
      this.#chunks = withoutFirst(this.#chunks, bytesWritten)
      this.#bytes -= bytesWritten
      at += bytesWritten
      written(bytesWritten)
    }
    return chunks
  }
}

/** `writev` may write less than it was given. */
function withoutFirst(chunks: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes
  return chunks.flatMap(chunk => {
    const rest = chunk.subarray(Math.min(skip, chunk.length))
    skip -= chunk.length - rest.length
    return rest.length > 0 ? [rest] : []
  })
}
