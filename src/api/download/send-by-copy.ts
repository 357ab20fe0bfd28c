import type { FileBytes } from '../../stores/driver.ts'
import type { ClientWriter } from './client-writer.ts'
import { readableEnd, readInto } from './file-pieces.ts'
import { type PlainSocket, writeNow } from './plain-socket.ts'
import type { TransferBuffers } from './transfer-buffers.ts'

const fewestBytes = 64 * 1024

interface Means {
  readonly start: number
  readonly socket: PlainSocket
  /** Memory of this client's own. */
  readonly small: Buffer
  readonly buffers: TransferBuffers
}

/** The socket takes what it can of a large piece, whose memory then goes to the next client. A small ordinary write waits until
 * the socket takes data again: no more than that is held for a client that is slow. */
export async function sendByCopy(
  client: ClientWriter,
  bytes: FileBytes,
  { start, socket, small, buffers }: Means,
): Promise<void> {
  const { fd, end } = bytes.file
  let wanted = 4 * fewestBytes
  for (let position = start; position < end; ) {
    const until = Math.min(await readableEnd(bytes, position), position + wanted)
    const buffer = await buffers.take()
    let taken = 0
    let copied = 0
    try {
      const piece = await readInto(buffer, fd, position, until)
      taken = writeNow(socket, piece.subarray(0, -small.length))
      copied = piece.copy(small, 0, taken)
    } finally {
      buffers.giveBack(buffer)
    }
    await client.write(small.subarray(0, copied))
    position += taken + copied
    // Nobody reads what the socket will not take.
    wanted = Math.max(fewestBytes, taken * 2)
  }
}
