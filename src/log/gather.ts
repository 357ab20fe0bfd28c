import type { Sink } from './sink.ts'

/** What a pipe takes whole, so that the lines of several processes that share one do not mix. */
export const pipeBytes = 4096

/** A file takes everything whole. At thousands of lines a second, no more come while they wait. */
export const fileBytes = 16 * 1024

const mostMilliseconds = 5

/** Lines that may wait are written together after a moment, `mostBytes` at once, or when the process exits before; any other line
 * is written at once, after those that wait. */
export function gatherLines(sink: Sink, mostBytes: number): Sink {
  let lines: string[] = []
  let characters = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined

  function wait(line: string): void {
    const length = line.length + 1
    if (characters + length > mostBytes) flush()
    if (lines.length === 0) {
      timer = setTimeout(flush, mostMilliseconds)
      process.on('exit', finish)
    }
    lines.push(line)
    characters += length
  }

  function flush(): void {
    if (lines.length === 0) return
    clearTimeout(timer)
    process.off('exit', finish)
    const waiting = lines
    lines = []
    characters = 0
    const text = waiting.join('\n')
    // Lines are nearly always of one byte a character, and counting the bytes of each takes longer than writing it.
    if (Buffer.byteLength(text) < mostBytes) sink.write(text, 0)
    else for (const line of waiting) sink.write(line, 0)
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
