import type { ServerResponse } from 'node:http'
import type { FileBytes } from '../stores/driver.ts'
import type { KernelSending } from '../stores/sendfile.ts'
import { readableEnd, readInto, write } from './file-pieces.ts'
import { plainSocket } from './plain-socket.ts'
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
  // Until the answers before it have ended, an answer has no socket.
  await sendInPieces(res, bytes, { start, end: next, buffer: small })
  const socket = plainSocket(res)
  if (!socket)
    await sendInPieces(res, bytes, { start: next, end, buffer: Buffer.allocUnsafeSlow(pieceBytes) })
  else if (sendfile) await sendByKernel(res, bytes, { start: next, socket, small, kernel: sendfile })
  else await sendByCopy(res, bytes, { start: next, socket, small, buffers })
}

interface Part {
  readonly start: number
  readonly end: number
  readonly buffer: Buffer
}

/** What Node may change on its way: encrypt it, or say how long each piece is. */
async function sendInPieces(
  res: ServerResponse,
  bytes: FileBytes,
  { start, end, buffer }: Part,
): Promise<void> {
  for (let position = start; position < end; ) {
    const until = Math.min(await readableEnd(bytes, position), end)
    const piece = await readInto(buffer, bytes.file.fd, position, until)
    await write(res, piece)
    position += piece.length
  }
}
