import type { FileHandle } from 'node:fs/promises'
import { asCacheFault, CacheFault } from '../faults.ts'

interface Reading {
  readonly start: number
  readonly end: number
  readonly signal: AbortSignal
  /** For a file that grows: how far it has come, as soon as that is beyond the position. */
  readonly until?: (position: number) => Promise<number>
  /** Called when reading ends, in whatever way. */
  readonly release: () => Promise<void>
}

const chunkBytes = 256 * 1024

/** Bytes of a file that others read, too. */
export async function* readChunks(handle: FileHandle, { start, end, signal, until, release }: Reading) {
  try {
    for (let position = start; position < end; ) {
      signal.throwIfAborted()
      const readable = until ? Math.min(await until(position), end) : end
      const chunk = await readChunk(handle, position, Math.min(readable - position, chunkBytes))
      position += chunk.length
      yield chunk
    }
  } finally {
    await release()
  }
}

/** At least one byte, and no more than `length`. */
async function readChunk(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length)
  const { bytesRead } = await asCacheFault(handle.read(buffer, 0, length, position))
  if (bytesRead === 0) throw new CacheFault('the file became shorter while it was read')
  return buffer.subarray(0, bytesRead)
}
