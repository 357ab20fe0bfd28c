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
