import type { ServerResponse } from 'node:http'
import type { FileBytes } from '../../stores/driver.ts'
import type { KernelSending } from '../../stores/sendfile.ts'
import { ClientWriter } from './client-writer.ts'
import { readableEnd, readInto } from './file-pieces.ts'
import { descriptorOf, plainSocket } from './plain-socket.ts'
import { sendByCopy } from './send-by-copy.ts'
import { sendByKernel } from './send-by-kernel.ts'
import type { TransferBuffers } from './transfer-buffers.ts'

const smallBytes = 1024
const pieceBytes = 64 * 1024

/** Sends a file, or the part of it that is to be sent, as it becomes readable. Fails with `Unreadable`. */
export async function sendFile(
  res: ServerResponse,
  bytes: FileBytes,
  { buffers, sendfile }: { readonly buffers: TransferBuffers; readonly sendfile?: KernelSending },
): Promise<void> {
  const { start, end } = bytes.file
  const small = Buffer.allocUnsafeSlow(smallBytes)
  const next = Math.min(start + smallBytes, end)
  const client = new ClientWriter(res)
  try {
    // Until the answers before it have ended, an answer has no socket.
    await sendInPieces(client, bytes, { start, end: next, buffer: small })
    const socket = plainSocket(res)
    // Below 0 where the process has no descriptor left.
    const own = socket && sendfile ? sendfile.duplicate(descriptorOf(socket) ?? -1) : -1
    if (!socket)
      await sendInPieces(client, bytes, { start: next, end, buffer: Buffer.allocUnsafeSlow(pieceBytes) })
    else if (sendfile && own >= 0)
      await sendByKernel(client, bytes, { start: next, socket: own, small, kernel: sendfile })
    else await sendByCopy(client, bytes, { start: next, socket, small, buffers })
  } finally {
    client.end()
  }
}

interface Part {
  readonly start: number
  readonly end: number
  readonly buffer: Buffer
}

/** What Node may change on its way: encrypt it, or say how long each piece is. */
async function sendInPieces(
  client: ClientWriter,
  bytes: FileBytes,
  { start, end, buffer }: Part,
): Promise<void> {
  for (let position = start; position < end; ) {
    const until = Math.min(await readableEnd(bytes, position), end)
    const piece = await readInto(buffer, bytes.file.fd, position, until)
    await client.write(piece)
    position += piece.length
  }
}
