import { type Bytes, type FileBytes, isFileBytes, type StoreDriver } from '../driver.ts'
import { bound } from './bound.ts'

/** The same driver, but doing at most `limit` things at a time; a read lasts until its bytes were taken or given up. */
export function limited(inner: StoreDriver, limit: number): StoreDriver {
  const driver = bound(inner)
  const { add, delete: remove } = driver
  const places = createPlaces(limit)

  async function within<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await places.take(signal)
    return work().finally(places.leave)
  }

  return {
    ...driver,
    size: (location, call) => within(call.signal, () => driver.size(location, call)),
    async read(location, range, call) {
      await places.take(call.signal)
      try {
        return leavingAtEnd(await driver.read(location, range, call), once(places.leave))
      } catch (error) {
        places.leave()
        throw error
      }
    },
    ...(add && { add: (id, data, call) => within(call.signal, () => add(id, data, call)) }),
    ...(remove && { delete: (location, call) => within(call.signal, () => remove(location, call)) }),
  }
}

function createPlaces(limit: number) {
  let free = limit
  const waiting = new Set<() => void>()

  async function take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (free > 0) {
      free--
      return
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = () => {
      waiting.delete(resolve)
      reject(signal.reason)
    }
    waiting.add(resolve)
    signal.addEventListener('abort', giveUp, { once: true })
    await promise.finally(() => signal.removeEventListener('abort', giveUp))
  }

  /** Hands the place to whoever has waited longest. */
  function leave(): void {
    const [next] = waiting
    if (next) {
      waiting.delete(next)
      next()
    } else {
      free++
    }
  }

  return { take, leave }
}

function leavingAtEnd(bytes: Bytes, leave: () => void): Bytes {
  async function* iterate() {
    try {
      yield* bytes
    } finally {
      leave()
    }
  }
  const leaving: Bytes = { recycle: chunk => bytes.recycle?.(chunk), [Symbol.asyncIterator]: iterate }
  if (!isFileBytes(bytes)) return leaving
  const { file } = bytes
  const inFile: FileBytes = { ...leaving, file, release: () => bytes.release().finally(leave) }
  return inFile
}

function once(leave: () => void): () => void {
  let left = false
  return () => {
    if (!left) leave()
    left = true
  }
}
