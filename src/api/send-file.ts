import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FileBytes } from '../stores/driver.ts'
import type { KernelSending } from '../stores/sendfile.ts'
import { readableEnd, readInto, write } from './file-pieces.ts'
import { sendByKernel } from './send-by-kernel.ts'
import type { TransferBuffers } from './transfer-buffers.ts'

/** Sends a file, or the part of it that is to be sent, as it becomes readable. Fails with `Unreadable`. */
export function sendFile(
  res: ServerResponse,
  bytes: FileBytes,
  { buffers, sendfile }: { readonly buffers: TransferBuffers; readonly sendfile?: KernelSending },
): Promise<void> {
  const socket = sendfile && plainSocket(res)
  return sendfile && socket ? sendByKernel(res, bytes, socket, sendfile) : pumpFile(res, bytes, buffers)
}

/** Reads the next piece while one is on its way to the client, where memory allows it. */
async function pumpFile(res: ServerResponse, bytes: FileBytes, buffers: TransferBuffers): Promise<void> {
  const { fd, start, end } = bytes.file
  let written = Promise.resolve()
  // What precedes a fault is sent first.
  const afterWriting = async (error: unknown) => {
    await written
    throw error
  }
  for (let position = start; position < end; ) {
    const until = await readableEnd(bytes, position).catch(afterWriting)
    const buffer = buffers.lend(until - position)
    // Node may go on looking at what a client has not taken.
    const forget = (error: unknown) => {
      buffers.forget(buffer)
      throw error
    }
    const piece = await readInto(buffer, fd, position, until).catch(forget).catch(afterWriting)
    await written.catch(forget)
    written = write(res, piece).then(() => buffers.giveBack(buffer), forget)
    // Awaited in the next round; until then nobody else would see it fail.
    written.catch(() => undefined)
    if (!buffers.isAmple) await written
    position += piece.length
  }
  await written
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
