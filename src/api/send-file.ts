import type { ServerResponse } from 'node:http'
import type { FileBytes } from '../stores/driver.ts'
import type { KernelSending } from '../stores/sendfile.ts'
import { readableEnd, readInto, write } from './file-pieces.ts'
import { plainSocket } from './plain-socket.ts'
import { sendByCopy } from './send-by-copy.ts'
import { sendByKernel } from './send-by-kernel.ts'
import type { TransferBuffers } from './transfer-buffers.ts'

/** Sends a file, or the part of it that is to be sent, as it becomes readable. Fails with `Unreadable`. */
export function sendFile(
  res: ServerResponse,
  bytes: FileBytes,
  { buffers, sendfile }: { readonly buffers: TransferBuffers; readonly sendfile?: KernelSending },
): Promise<void> {
  const socket = plainSocket(res)
  if (!socket) return sendInPieces(res, bytes)
  return sendfile ? sendByKernel(res, bytes, socket, sendfile) : sendByCopy(res, bytes, socket, buffers)
}

const pieceBytes = 64 * 1024

/** Where Node changes the bytes on their way: encrypts them, or says how long each piece is. */
async function sendInPieces(res: ServerResponse, bytes: FileBytes): Promise<void> {
  const { fd, start, end } = bytes.file
  const buffer = Buffer.allocUnsafeSlow(pieceBytes)
  for (let position = start; position < end; ) {
    const piece = await readInto(buffer, fd, position, await readableEnd(bytes, position))
    await write(res, piece)
    position += piece.length
  }
}
