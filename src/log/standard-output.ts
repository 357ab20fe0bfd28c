import { writeSync } from 'node:fs'
import type { Sink } from './sink.ts'

/** What is kept for a reader that lags. */
const mostBytes = 1024 ** 2

const millisecondsBetweenTries = 20

/** As the process ends: how long a reader may take nothing, and how long it may take at all. */
const longestSilence = 2000
const longestEnd = 10_000

/** The standard output, or that of errors. Nothing waits for who reads it: what a pipe does not take is kept in memory and
 * written later, and what comes when that is full is lost. Only the end of the process waits, for a moment. */
export class StandardOutput implements Sink {
  readonly #descriptor: 1 | 2
  readonly #pipe: Pipe | undefined
  readonly #rest: Buffer[] = []
  #restBytes = 0
  #lostLines = 0
  #tellLost: (lines: number) => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #isAbandoned = false
  #gaveUp = false

  constructor(descriptor: 1 | 2) {
    this.#descriptor = descriptor
    this.#pipe = pipeBehind(descriptor)
  }

  write(line: string): void {
    if (this.#isAbandoned) return
    const data = Buffer.from(`${line}\n`)
    const left = this.#rest.length > 0 ? data : this.#put(data)
    if (left) this.#keep(left)
  }

  onLost(tell: (lines: number) => void): void {
    this.#tellLost = tell
  }

  /** For the end of the process: waits as long as somebody reads, within bounds. */
  readonly finish = (): void => {
    const end = Date.now() + longestEnd
    let lastTaken = Date.now()
    while (this.#rest.length > 0 && !this.#gaveUp) {
      const before = this.#restBytes
      this.#writeRest()
      const now = Date.now()
      if (this.#restBytes < before) lastTaken = now
      else pause(10)
      this.#gaveUp = now > end || now - lastTaken > longestSilence
    }
  }

  reopen(): void {}

  /** What is kept is still written. */
  close(): void {}

  /** What is not taken now. */
  #put(data: Buffer): Buffer | undefined {
    try {
      // Each start and end of a process that has the same pipe makes it one that waits again.
      this.#pipe?.setBlocking(false)
      const written = writeSync(this.#descriptor, data)
      return written < data.length ? data.subarray(written) : undefined
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') return data
      // Nobody will ever read it. Of other failures, such as a full disk, one line dies, and never the service.
      if (code === 'EPIPE') this.#isAbandoned = true
      return undefined
    }
  }

  #keep(data: Buffer): void {
    const isFull = this.#restBytes + data.length > mostBytes
    // Where a line is lost so are those behind it, until that can be said.
    if (this.#rest.length > 0 && (isFull || this.#lostLines > 0)) {
      this.#lostLines += countLines(data)
      return
    }
    this.#rest.push(data)
    this.#restBytes += data.length
    if (this.#timer) return
    this.#timer = setInterval(() => this.#writeRest(), millisecondsBetweenTries).unref()
    process.on('exit', this.finish)
  }

  #writeRest(): void {
    for (let first = this.#rest[0]; first; first = this.#rest[0]) {
      const left = this.#put(first)
      this.#restBytes -= first.length - (left?.length ?? 0)
      if (left) {
        this.#rest[0] = left
        return
      }
      this.#rest.shift()
    }
    clearInterval(this.#timer)
    this.#timer = undefined
    process.off('exit', this.finish)
    this.#tellLosses()
  }

  #tellLosses(): void {
    if (this.#lostLines === 0) return
    const lines = this.#lostLines
    this.#lostLines = 0
    this.#tellLost(lines)
  }
}

/** Files that are the standard output, or that of errors. */
export const standardOutputs: ReadonlyMap<string, 1 | 2> = new Map([
  ['/dev/stdout', 1],
  ['/dev/fd/1', 1],
  ['/proc/self/fd/1', 1],
  ['/dev/stderr', 2],
  ['/dev/fd/2', 2],
  ['/proc/self/fd/2', 2],
])

interface Pipe {
  setBlocking(blocks: boolean): void
}

/** Pipes and sockets have readers that can lag; a terminal is to stop who writes to it. */
function pipeBehind(descriptor: 1 | 2): Pipe | undefined {
  // Node has no other way to make writes to a pipe not wait.
  const stream: NodeJS.WriteStream & { _handle?: Partial<Pipe> } =
    descriptor === 1 ? process.stdout : process.stderr
  const handle = stream.isTTY ? undefined : stream._handle
  return handle?.setBlocking ? (handle as Pipe) : undefined
}

function countLines(data: Buffer): number {
  let lines = 0
  for (let at = data.indexOf('\n'); at >= 0; at = data.indexOf('\n', at + 1)) lines++
  return lines
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
