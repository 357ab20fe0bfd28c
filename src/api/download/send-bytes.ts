import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { PipelineOptions } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Bytes, isFileBytes, isMemoryBytes, type MemoryBytes } from '../../stores/driver.ts'
import type { KernelSending } from '../../stores/sendfile.ts'
import { ClientGone } from '../abort.ts'
import { Unreadable } from './file-pieces.ts'
import { sendFile } from './send-file.ts'
import type { TransferBuffers } from './transfer-buffers.ts'

export interface SendOptions {
  readonly signal: AbortSignal
  readonly buffers: TransferBuffers
  /** Lets the kernel send files, where nothing changes the bytes on their way. */
  readonly sendfile?: KernelSending
}

/** Sends image data as the body of an answer whose head is set, and ends it. When the client leaves, when the bytes fail or
 * the signal aborts, the connection is cut, nothing stays open, and the promise is rejected. For bytes that cannot fail, all in
 * memory, it returns at once, or throws, and nobody looks at the signal: Node sends them with the head. */
export function sendBytes(res: ServerResponse, bytes: Bytes, options: SendOptions): Promise<void> | void {
  return isMemoryBytes(bytes) ? sendMemory(res, bytes) : stream(res, bytes, options)
}

async function stream(res: ServerResponse, bytes: Bytes, options: SendOptions): Promise<void> {
  const { signal } = options
  if (!isFileBytes(bytes) || Object.hasOwn(res, 'write')) return pour(bytes, res, { signal })

  const cut = () => res.destroy()
  signal.addEventListener('abort', cut)
  try {
    signal.throwIfAborted()
    await sendFile(res, bytes, options).catch(error => {
      if (!(error instanceof Unreadable) || !bytes.rest) throw error
      return pour(bytes.rest(error.position), res, { signal, end: false })
    })
    res.end()
  } catch (error) {
    cut()
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', cut)
    await bytes.release()
  }
}

/** From an answer that is destroyed, and not closed yet, a pipeline of Node's would never return. */
async function pour(bytes: Bytes, res: ServerResponse, options: PipelineOptions): Promise<void> {
  if (res.destroyed && !res.closed) await once(res, 'close')
  await pipeline(lastAtEnd(bytes), res, options)
}

/** The same chunks, the last one when no more can come: a client that has it may leave at once, and has not left too early. */
async function* lastAtEnd(bytes: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  let last: Uint8Array | undefined
  for await (const chunk of bytes) {
    if (last) yield last
    last = chunk
  }
  if (last) yield last
}

function sendMemory(res: ServerResponse, { memory }: MemoryBytes): void {
  if (res.destroyed) throw new ClientGone()
  res.end(memory)
}
