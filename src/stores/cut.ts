import type { Bytes, Range } from './driver.ts'

/** The part of a whole image that a range names, for backends that can only be read from the start. */
export async function* cut(bytes: Bytes, { start, end = Number.POSITIVE_INFINITY }: Range): Bytes {
  let position = 0
  for await (const chunk of bytes) {
    const part = chunk.subarray(Math.max(start - position, 0), Math.max(end - position, 0))
    if (part.length > 0) yield part
    position += chunk.length
    if (position >= end) return
  }
}
