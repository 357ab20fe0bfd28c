import { setTimeout } from 'node:timers/promises'
import type { Bytes, Call, StoreDriver } from '../driver.ts'
import { StoreError } from '../errors.ts'
import { bound } from './bound.ts'

/** By default three attempts, 100 ms before the second. */
export interface RetryOptions {
  /** How often in all. */
  readonly attempts?: number
  /** Before the second attempt; doubled for each further one. */
  readonly firstDelayMs?: number
}

/** The same driver, but what may succeed later is tried again. Once bytes have passed, in either direction, nothing is:
 * they cannot be taken back. */
export function retrying(inner: StoreDriver, options: RetryOptions = {}): StoreDriver {
  const driver = bound(inner)
  const { add, delete: remove } = driver
  const again = <T>({ signal }: Call, work: () => Promise<T>) => withRetries(work, signal, options)
  return {
    ...driver,
    open: call => again(call, () => driver.open(call)),
    read: (location, range, call) => again(call, () => driver.read(location, range, call)),
    size: (location, call) => again(call, () => driver.size(location, call)),
    ...(remove && { delete: (location, call) => again(call, () => remove(location, call)) }),
    ...(add && {
      add: (id, data, call) => {
        const source = watched(data)
        return again(call, () => add(id, source.bytes, call).catch(source.markFinal))
      },
    }),
  }
}

async function withRetries<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  { attempts = 3, firstDelayMs = 100 }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Final) throw error.cause
      if (attempt >= attempts || !mayPass(error) || signal.aborted) throw error
    }
    await setTimeout(firstDelayMs * 2 ** (attempt - 1), undefined, { signal })
  }
}

/** What is no StoreError is a driver's raw trouble with its backend, which the store is going to call `Unavailable`. */
function mayPass(error: unknown): boolean {
  return !(error instanceof StoreError) || error.transient
}

/** Carries an error past the retries. */
class Final extends Error {}

function watched(data: Bytes) {
  let isTouched = false
  const bytes: Bytes = {
    recycle: chunk => data.recycle?.(chunk),
    [Symbol.asyncIterator]() {
      isTouched = true
      return data[Symbol.asyncIterator]()
    },
  }
  return {
    bytes,
    markFinal(cause: unknown): never {
      throw isTouched ? new Final('bytes have passed', { cause }) : cause
    },
  }
}
