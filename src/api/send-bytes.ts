import { close, read } from 'node:fs'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { type Bytes, type FileBytes, isFileBytes } from '../stores/driver.ts'
import type { KernelSending } from '../stores/sendfile.ts'

interface SendOptions {
  readonly signal: AbortSignal
  /** Lets the kernel send files, where nothing changes the bytes on their way. */
  readonly sendfile?: KernelSending
}

/** Sends image data as the body of an answer whose head is set, and ends it. When the client leaves, when the bytes fail or
 * the signal aborts, the connection is cut, nothing stays open, and the promise is rejected. */
export async function sendBytes(res: ServerResponse, bytes: Bytes, options: SendOptions): Promise<void> {
  const { signal, sendfile } = options
  if (!isFileBytes(bytes) || Object.hasOwn(res, 'write')) return pipeline(bytes, res, { signal })

  const cut = () => res.destroy()
  signal.addEventListener('abort', cut)
  try {
    signal.throwIfAborted()
    await sendFile(res, bytes, sendfile).catch(error => {
      if (!(error instanceof Unreadable) || !bytes.rest) throw error
      return pipeline(bytes.rest(error.position), res, { signal, end: false })
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

async function sendFile(res: ServerResponse, bytes: FileBytes, kernel?: KernelSending): Promise<void> {
  const socket = kernel && plainSocket(res)
  if (kernel && socket) await sendByKernel(res, bytes, socket, kernel)
  else await pumpFile(res, bytes)
}

const pumpBytes = 1024 * 1024

/** Reads into one buffer while the other is on its way to the client. */
async function pumpFile(res: ServerResponse, { file: { fd, start, end } }: FileBytes): Promise<void> {
  let [buffer, other] = [allocate(end - start), allocate(end - start)]
  let written = Promise.resolve()
  for (let position = start; position < end; ) {
    const chunk = await readInto(buffer, fd, position, end)
    await written
    written = write(res, chunk)
    // Awaited in the next round; until then nobody else would see it fail.
    written.catch(() => undefined)
    position += chunk.length
    ;[buffer, other] = [other, buffer]
  }
  await written
}

function allocate(bytes: number): Buffer {
  return Buffer.allocUnsafeSlow(Math.min(bytes, pumpBytes))
}

const readDescriptor = promisify(read)

async function readInto(buffer: Buffer, fd: number, position: number, end: number): Promise<Buffer> {
  const length = Math.min(buffer.length, end - position)
  try {
    const { bytesRead } = await readDescriptor(fd, buffer, 0, length, position)
    if (bytesRead === 0) throw new Error('the file became shorter while it was sent')
    return buffer.subarray(0, bytesRead)
  } catch (cause) {
    throw new Unreadable(position, cause)
  }
}

/** The file cannot be read from here on. What precedes it has been sent. */
class Unreadable extends Error {
  readonly position: number

  constructor(position: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.position = position
  }
}

/** Settles when the kernel has the chunk, so that its memory may be used again. */
function write(res: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const left = () => reject(new ClientLeft())
    if (res.destroyed || res.closed) return left()
    // A response that is cut does not call back.
    res.once('close', left)
    res.write(chunk, error => {
      res.off('close', left)
      if (error) reject(new ClientLeft({ cause: error }))
      else resolve()
    })
  })
}

/** Has the code that `stream.pipeline` gives to the same event. */
class ClientLeft extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE'

  constructor(options?: ErrorOptions) {
    super('the client left before it had everything', options)
  }
}

/** The descriptor of the connection, where what is written to it is what the client reads. */
function plainSocket(res: ServerResponse): number | undefined {
  if (!res.headersSent) res.flushHeaders()
  const socket = res.socket as (Socket & { _handle?: { fd?: number } | null; encrypted?: boolean }) | null
  if (!socket || socket.encrypted || res.chunkedEncoding) return undefined
  // Node has no other way to the descriptor; without it the bytes are copied.
  const descriptor = socket._handle?.fd ?? -1
  return descriptor >= 0 ? descriptor : undefined
}

const closeDescriptor = promisify(close)

/** The kernel fills the socket; a small ordinary write then waits, without a thread, until the socket takes data again. */
async function sendByKernel(
  res: ServerResponse,
  { file: { fd, start, end } }: FileBytes,
  descriptor: number,
  kernel: KernelSending,
): Promise<void> {
  const socket = kernel.duplicate(descriptor)
  const buffer = Buffer.allocUnsafeSlow(16 * 1024)
  try {
    for (let position = start; position < end; ) {
      const chunk = await readInto(buffer, fd, position, end)
      await write(res, chunk)
      position += chunk.length
      position += await fill({ socket, file: fd, start: position, end }, kernel)
    }
  } finally {
    await closeDescriptor(socket)
  }
}

interface Span {
  readonly socket: number
  readonly file: number
  readonly start: number
  readonly end: number
}

/** Bytes sent until the socket took no more. */
async function fill({ socket, file, start, end }: Span, kernel: KernelSending): Promise<number> {
  let position = start
  while (position < end) {
    const bytes = Math.min(end - position, 4 * 1024 * 1024)
    const sent = await kernel.send({ socket, file, start: position, bytes })
    position += Math.max(sent, 0)
    if (sent < bytes) break
  }
  return position - start
}
