import { statSync } from 'node:fs'
import { destination } from 'pino'
import { fileBytes, gatherLines, pipeBytes } from './gather.ts'
import { type Sink, untilClosed } from './sink.ts'
import { StandardOutput, standardOutputs } from './standard-output.ts'

export function standardSink(descriptor: 1 | 2): Sink {
  return gatherLines(new StandardOutput(descriptor), pipeBytes)
}

/** What is written to a file of that name. Names of the standard outputs are no files to `open`: who reads those may lag, they
 * cannot be moved aside, and what is behind them may not be the process's own to open. */
export function sinkAt(path: string, open: (path: string) => Sink = fileSink): Sink {
  const descriptor = standardOutputs.get(path)
  return descriptor ? standardSink(descriptor) : open(path)
}

export interface FileSink extends Sink {
  readonly path: string
}

/** A file that goes on under its name when somebody moves or removes it. Lines are handed to the system at once, unless they
 * may wait, so that none is lost in a crash, and without the thread pool, where image data has its turn. */
export function fileSink(path: string): FileSink {
  const stream = destination({ dest: path, append: true, sync: true })
  // A full disk loses lines, and must not end the service.
  stream.on('error', () => {})
  const isInPlace = watchFile(path)
  const reopen = () => {
    try {
      stream.reopen()
    } catch {
      // The folder is gone, too: what is open goes on being written, and the next look tries again.
    }
  }
  const file = untilClosed({
    write(line) {
      if (!isInPlace()) reopen()
      stream.write(`${line}\n`)
    },
    reopen,
    close: () => stream.end(),
  })
  return { path, ...gatherLines(file, isFile(path) ? fileBytes : pipeBytes) }
}

const millisecondsBetweenLooks = 1000

/** Whether the path leads to the same file as at the last look. */
function watchFile(path: string): () => boolean {
  let inode = inodeOf(path)
  let nextLook = 0
  return () => {
    const now = Date.now()
    if (now < nextLook) return true
    nextLook = now + millisecondsBetweenLooks
    const current = inodeOf(path)
    const isSame = current !== undefined && current === inode
    inode = current
    return isSame
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}

/** A name may lead to a pipe, too. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
