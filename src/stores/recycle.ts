import type { Bytes } from './driver.ts'

/** Recycles each chunk of `bytes` when both of its two users have called the result for it. */
export function recycleAfterBoth(bytes: Bytes): (chunk: Uint8Array) => void {
  const usedByOne = new WeakSet<Uint8Array>()
  return chunk => {
    if (usedByOne.delete(chunk)) bytes.recycle?.(chunk)
    else usedByOne.add(chunk)
  }
}
