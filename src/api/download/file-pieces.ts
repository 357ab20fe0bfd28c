import { read } from 'node:fs'
import { promisify } from 'node:util'
import type { FileBytes } from '../../stores/driver.ts'

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
