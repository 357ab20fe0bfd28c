import { close } from 'node:fs'
import type { FileBytes } from '../../stores/driver.ts'
import type { KernelSending } from '../../stores/sendfile.ts'
import type { ClientWriter } from './client-writer.ts'
import { readableEnd, readInto } from './file-pieces.ts'

interface Means {
  readonly start: number
  /** A descriptor of its own, which is closed in the end. */
  readonly socket: number
  /** Memory of this client's own. */
  readonly small: Buffer
  readonly kernel: KernelSending
}

/** The kernel fills the socket; a small ordinary write then waits, without a thread, until the socket takes data again. The last
 * one is such a write, too: a client that has everything may leave before the kernel has told how much it has sent. */
export async function sendByKernel(
  client: ClientWriter,
  bytes: FileBytes,
  { start, socket, small, kernel }: Means,
): Promise<void> {
  const { fd, end } = bytes.file
  try {
    for (let position = start; position < end; ) {
      const until = await readableEnd(bytes, position)
      const piece = await readInto(small, fd, position, until)
      await client.write(piece)
      position += piece.length
      position += await fill({ socket, file: fd, start: position, end: Math.min(until, end - 1) }, kernel)
    }
  } finally {
    close(socket, () => {})
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
