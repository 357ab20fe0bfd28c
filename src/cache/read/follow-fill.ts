import type { Bytes, Call, FileBytes } from '../../stores/driver.ts'
import { CacheFault } from '../faults.ts'
import type { Hold } from '../held-file.ts'
import { orElsewhere } from './elsewhere.ts'
import { readChunks } from './read-chunks.ts'

/** An image that comes in. */
export interface Followable {
  /** Bytes from the beginning that are known to stand in the file. */
  readonly filled: number
  borrowFile(): Hold | undefined
  join(): () => void
  readableBeyond(position: number, signal: AbortSignal): Promise<number>
}

interface Following extends Call {
  readonly start: number
  readonly end: number
  /** The bytes from a position on, once the fill has come to nothing. */
  readonly rest: (position: number) => Bytes
}

/** The file of a fill, for a reader that goes along with it. Undefined when the fill has let go of the file. */
export function followFill(fill: Followable, { start, end, signal, rest }: Following): FileBytes | undefined {
  const file = fill.borrowFile()
  if (!file) return undefined
  const leave = fill.join()
  let isReading = false
  if (signal.aborted) abandon()
  else signal.addEventListener('abort', abandon, { once: true })

  /** Whoever reads already lets go of the file when the reading has ended. */
  function abandon(): void {
    leave()
    if (!isReading) void file?.release()
  }

  async function release(): Promise<void> {
    signal.removeEventListener('abort', abandon)
    leave()
    await file?.release()
  }

  function until(position: number): Promise<number> {
    isReading = true
    return fill.readableBeyond(position, signal)
  }

  async function readable(position: number): Promise<number> {
    try {
      return await until(position)
    } catch (error) {
      if (signal.aborted || !(error instanceof CacheFault)) throw error
      return position
    }
  }

  const chunks = () => readChunks(file.handle, { start, end, until, signal, release })
  return {
    file: { fd: file.handle.fd, start, end },
    readable,
    rest,
    release,
    [Symbol.asyncIterator]: () => orElsewhere(chunks(), start, { signal, rest }),
  }
}
