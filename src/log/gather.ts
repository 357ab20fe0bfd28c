import type { Sink } from './sink.ts'

/** What a pipe takes whole, so that the lines of several processes that share one do not mix. */
const mostBytes = 4096

/** At thousands of lines a second, about as many as make up so much. */
const mostMilliseconds = 5

/** Lines that may wait are written together after a moment, or when the process exits before; any other line is written at once,
 * after those that wait. */
export function gatherLines(sink: Sink): Sink {
  let lines: string[] = []
  let bytes = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined

  function wait(line: string): void {
    const length = Buffer.byteLength(line) + 1
    if (bytes + length > mostBytes) flush()
    if (lines.length === 0) {
      timer = setTimeout(flush, mostMilliseconds)
      process.on('exit', finish)
    }
    lines.push(line)
    bytes += length
  }

  function flush(): void {
    if (lines.length === 0) return
    clearTimeout(timer)
    process.off('exit', finish)
    const text = lines.join('\n')
    lines = []
    bytes = 0
    sink.write(text, 0)
  }

  function finish(): void {
    flush()
    sink.finish?.()
  }

  return {
    write(line, level, mayWait = false) {
      if (mayWait && !closed) return wait(line)
      flush()
      sink.write(line, level)
    },
    reopen() {
      flush()
      sink.reopen()
    },
    close() {
      flush()
      closed = true
      sink.close()
    },
    onLost: tell => sink.onLost?.(tell),
  }
}
