import type { FileHandle } from 'node:fs/promises'

/** Has the disk begin while a file is still being written, so that little is left to wait for at its end. */
export interface EarlySync {
  follow(handle: FileHandle): {
    /** To be told of the bytes written so far. */
    wrote(bytes: number): void
    /** Fails when the disk has failed, which it says only once. */
    settle(): Promise<void>
  }
}

/** All files that share one take turns: waiting for the disk takes a thread that others need, too. */
export function createEarlySync(stepBytes = 64 * 1024 * 1024): EarlySync {
  let isBusy = false

  const rest = () => {
    isBusy = false
  }

  return {
    follow(handle) {
      let next = stepBytes
      let running: Promise<void> = Promise.resolve()
      return {
        wrote(bytes) {
          if (bytes < next || isBusy) return
          next = bytes + stepBytes
          isBusy = true
          running = running.then(() => handle.datasync()).finally(rest)
          running.catch(() => undefined)
        },
        settle: () => running,
      }
    },
  }
}
