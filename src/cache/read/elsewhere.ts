import type { Bytes, Call } from '../../stores/driver.ts'
import type { FromStore } from '../cache.ts'
import { CacheFault } from '../faults.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

/** The same bytes; where the cache gives up under way, `rest` goes on from there. */
export async function* orElsewhere(
  bytes: Bytes,
  start: number,
  { signal, rest }: Call & { rest(position: number): Bytes },
): AsyncGenerator<Uint8Array, void, undefined> {
  let position = start
  try {
    for await (const chunk of bytes) {
      position += chunk.length
      yield chunk
    }
    return
  } catch (error) {
    if (signal.aborted || !(error instanceof CacheFault)) throw error
  }
  yield* rest(position)
}

/** What the store has of the span from `position` on. */
export async function readRest(
  position: number,
  { start, end, size }: Span & { readonly size: number },
  { fromStore, call }: { fromStore: FromStore; call: Call },
): Promise<Bytes> {
  const last = end === size ? {} : { end }
  try {
    return await fromStore({ start: position, ...last }, call)
  } catch (error) {
    if (position === start) throw error
    // Not every store can begin in the middle.
    return skip(await fromStore({ start, ...last }, call), position - start)
  }
}

async function* skip(bytes: Bytes, count: number) {
  let left = count
  for await (const chunk of bytes) {
    const rest = chunk.subarray(Math.min(left, chunk.length))
    left -= chunk.length - rest.length
    if (rest.length > 0) yield rest
  }
}
