import type { FileHandle } from 'node:fs/promises'
import type { Bytes, Call } from '../driver.ts'

interface Writing extends Call {
  /** Small chunks are gathered until there is this much to write. */
  readonly gatherBytes: number
  /** Chunks of this size that hold only zeros are left out of the file. */
  readonly sparseBytes?: number
  /** Told, from time to time, how many bytes are written. */
  readonly onWrite?: (bytes: number) => void
}

/** Of chunks, however small. */
const largestBatch = 1024

/** Writes all of `data` from the start of the file, one write running while the next chunks come in. Returns the size. */
export async function writeBytes(handle: FileHandle, data: Bytes, writing: Writing): Promise<number> {
  const batches = createBatches(handle, data, writing)
  try {
    for await (const chunk of data) {
      writing.signal.throwIfAborted()
      const full = batches.take(chunk)
      if (full) await full
    }
    await batches.flush()
  } finally {
    // Nobody may close the file while a write is under way.
    await batches.settle()
  }
  if (writing.sparseBytes) await handle.truncate(batches.size)
  return batches.size
}

function createBatches(handle: FileHandle, data: Bytes, { gatherBytes, sparseBytes, onWrite }: Writing) {
  let batch: Uint8Array[] = []
  let batchBytes = 0
  let size = 0
  /** Chunks that are of no use any more once the batch is written. */
  let passed: Uint8Array[] = []
  let running: Promise<void> = Promise.resolve()

  async function flush(): Promise<void> {
    await running
    onWrite?.(size - batchBytes)
    running = write(batch, size - batchBytes, passed)
    running.catch(() => undefined)
    batch = []
    batchBytes = 0
    passed = []
  }

  async function write(chunks: Uint8Array[], position: number, done: readonly Uint8Array[]): Promise<void> {
    if (chunks.length > 0) await writeAll(handle, chunks, position)
    for (const chunk of done) data.recycle?.(chunk)
  }

  async function takeSparse(chunk: Uint8Array, pieceBytes: number): Promise<void> {
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      const piece = chunk.subarray(start, start + pieceBytes)
      if (isZero(piece)) {
        await flush()
        size += piece.length
      } else {
        await add(piece)
      }
    }
    passed.push(chunk)
  }

  function take(chunk: Uint8Array): Promise<void> | undefined {
    passed.push(chunk)
    return add(chunk)
  }

  function add(piece: Uint8Array): Promise<void> | undefined {
    batch.push(piece)
    batchBytes += piece.length
    size += piece.length
    return batchBytes >= gatherBytes || batch.length >= largestBatch ? flush() : undefined
  }

  return {
    get size() {
      return size
    },
    take: (chunk: Uint8Array) => (sparseBytes ? takeSparse(chunk, sparseBytes) : take(chunk)),
    flush: async () => {
      await flush()
      await running
    },
    settle: () => running.catch(() => undefined),
  }
}

/** `writev` may write less than it was given. */
async function writeAll(handle: FileHandle, chunks: Uint8Array[], position: number): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const { bytesWritten } = await handle.writev(chunks, position)
  if (bytesWritten < total)
    await writeAll(handle, withoutFirst(chunks, bytesWritten), position + bytesWritten)
}

function withoutFirst(chunks: Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes
  return chunks.flatMap(chunk => {
    const rest = chunk.subarray(Math.min(skip, chunk.length))
    skip -= chunk.length - rest.length
    return rest.length > 0 ? [rest] : []
  })
}

const zeros = Buffer.alloc(65536)

function isZero(piece: Uint8Array): boolean {
  for (let start = 0; start < piece.length; start += zeros.length) {
    const part = piece.subarray(start, start + zeros.length)
    if (zeros.compare(part, 0, part.length, 0, part.length) !== 0) return false
  }
  return true
}
