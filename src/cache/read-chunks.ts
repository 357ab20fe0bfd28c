import type { FileHandle } from 'node:fs/promises'
import { asCacheFault, CacheFault } from './faults.ts'

interface Reading {
  readonly start: number
  readonly end: number
  readonly chunkBytes: number
  readonly signal: AbortSignal
}

/** Bytes of a file that others read, too. */
export async function* readChunks(handle: FileHandle, { start, end, chunkBytes, signal }: Reading) {
  for (let position = start; position < end; ) {
    signal.throwIfAborted()
    const chunk = await readChunk(handle, position, Math.min(end - position, chunkBytes))
    position += chunk.length
    yield chunk
  }
}

/** At least one byte, and no more than `length`. */
export async function readChunk(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length)
  const { bytesRead } = await asCacheFault(handle.read(buffer, 0, length, position))
  if (bytesRead === 0) throw new CacheFault('the file became shorter while it was read')
  return buffer.subarray(0, bytesRead)
}
