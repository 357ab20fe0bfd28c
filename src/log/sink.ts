/** Where lines go. */
export interface Sink {
  /** Takes one line, or several, without the newline at the end. `level` is pino's number. A line that may wait is written with
   * others of its kind where that saves work; its place among all lines it keeps. */
  write(line: string, level: number, mayWait?: boolean): void
  /** Goes on in a new file where the old one has been moved away. */
  reopen(): void
  close(): void
  /** Calls `tell` after lines were lost, as soon as others can be written. */
  onLost?(tell: (lines: number) => void): void
  /** The process ends: what waits is written now, or never. */
  finish?(): void
}

/** Drops what is written after it was closed, by whoever was not done: its descriptor may belong to something else by then. */
export function untilClosed(sink: Sink): Sink {
  let isOpen = true
  return {
    ...sink,
    write(line, level, mayWait) {
      if (isOpen) sink.write(line, level, mayWait)
    },
    reopen() {
      if (isOpen) sink.reopen()
    },
    close() {
      if (isOpen) sink.close()
      isOpen = false
    },
  }
}
