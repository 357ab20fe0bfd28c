import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { once } from '../once.ts'
import type { Call, FileBytes, Range } from './driver.ts'
import { badRange, StoreError } from './errors.ts'

/** A regular file's bytes, opened before this returns; links are not followed. Reads one chunk ahead of whoever iterates,
 * into the memory of recycled chunks where there is any. Fails with `BadRange`, or as `open` does. */
export async function openFileBytes(
  path: string,
  range: Range,
  { signal, chunkBytes = 512 * 1024 }: Call & { readonly chunkBytes?: number },
): Promise<FileBytes> {
  signal.throwIfAborted()
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const file = { fd: handle.fd, ...(await spanOf(handle, range)) }
    const close = once(() => handle.close())
    const spare: Uint8Array[] = []
    return {
      file,
      release: close,
      recycle: chunk => void spare.push(chunk),
      [Symbol.asyncIterator]: () => chunksOf(handle, { ...file, signal, chunkBytes, spare, close }),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function spanOf(handle: FileHandle, { start, end }: Range): Promise<{ start: number; end: number }> {
  const stats = await handle.stat()
  if (!stats.isFile()) throw new StoreError('BadLocation', 'not a regular file')
  if (start > stats.size || (end ?? 0) > stats.size) throw badRange(start, end, stats.size)
  return { start, end: end ?? stats.size }
}

interface Reading extends Call {
  readonly start: number
  readonly end: number
  readonly chunkBytes: number
  /** Chunks that may be overwritten. */
  readonly spare: Uint8Array[]
  readonly close: () => Promise<void>
}

async function* chunksOf(handle: FileHandle, { start, end, signal, chunkBytes, spare, close }: Reading) {
  const readFrom = (position: number) => {
    const buffer = spare.pop()?.buffer ?? Buffer.allocUnsafeSlow(Math.min(chunkBytes, end - start)).buffer
    const reading = readChunk(handle, buffer, position, Math.min(buffer.byteLength, end - position))
    // Whoever awaits it sees the failure; a reader that stops before must not end the process.
    reading.catch(() => undefined)
    return reading
  }
  let ahead = start < end ? readFrom(start) : undefined
  try {
    for (let position = start; ahead; ) {
      const chunk = await ahead
      signal.throwIfAborted()
      position += chunk.length
      ahead = position < end ? readFrom(position) : undefined
      yield chunk
    }
  } finally {
    await ahead?.catch(() => undefined)
    await close()
  }
}

async function readChunk(
  handle: FileHandle,
  memory: ArrayBufferLike,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const buffer = Buffer.from(memory)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  if (bytesRead === 0) throw new StoreError('Unavailable', 'the file became shorter while it was read')
  return buffer.subarray(0, bytesRead)
}
