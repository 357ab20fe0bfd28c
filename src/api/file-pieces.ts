import { read } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import type { FileBytes } from '../stores/driver.ts'

/** The file cannot be read from here on. What precedes it has been sent. */
export class Unreadable extends Error {
  readonly position: number

  constructor(position: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.position = position
  }
}

/** How far the file can be read now: beyond `position`, for which this waits, and no further than is to be sent. */
export async function readableEnd({ file: { end }, readable }: FileBytes, position: number): Promise<number> {
  if (!readable) return end
  const until = Math.min(await readable(position), end)
  if (until <= position) throw new Unreadable(position, 'nothing more comes into the file')
  return until
}

const readDescriptor = promisify(read)

/** At least one byte, and no more than the buffer takes. Fails with `Unreadable`. */
export async function readInto(buffer: Buffer, fd: number, position: number, end: number): Promise<Buffer> {
  const length = Math.min(buffer.length, end - position)
  try {
    const { bytesRead } = await readDescriptor(fd, buffer, 0, length, position)
    if (bytesRead === 0) throw new Error('the file became shorter while it was sent')
    return buffer.subarray(0, bytesRead)
  } catch (cause) {
    throw new Unreadable(position, cause)
  }
}

/** Settles when the kernel has the piece, so that its memory may be used again. */
export function write(res: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const left = () => reject(new ClientLeft())
    if (res.destroyed || res.closed) return left()
    // A response that is cut does not call back.
    res.once('close', left)
    res.write(piece, error => {
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
