import type { ServerResponse } from 'node:http'
import type { FileBytes } from '../stores/driver.ts'
import { readableEnd, readInto, write } from './file-pieces.ts'
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
  res: ServerResponse,
  bytes: FileBytes,
  { start, socket, small, buffers }: Means,
): Promise<void> {
  const { fd, end } = bytes.file
  let wanted = 4 * fewestBytes
  for (let position = start; position < end; ) {
    const until = Math.min(await readableEnd(bytes, position), position + wanted)
    const { taken, copied } = await buffers.lend(async buffer => {
      const piece = await readInto(buffer, fd, position, until)
      const taken = writeNow(socket, piece.subarray(0, -small.length))
      return { taken, copied: piece.copy(small, 0, taken) }
    })
    await write(res, small.subarray(0, copied))
    position += taken + copied
    // Nobody reads what the socket will not take.
    wanted = Math.max(fewestBytes, taken * 2)
  }
}
