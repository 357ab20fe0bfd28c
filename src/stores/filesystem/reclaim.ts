import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from '../../process-mark.ts'
import type { Call } from '../driver.ts'
import { readTemporaryName, type Writer } from './temp-file.ts'

/** Removes unfinished files whose process is gone, and those of other hosts that nobody has written to since `olderThan`. */
export async function* reclaimFiles(
  folder: string,
  olderThan: Date,
  { signal }: Call,
): AsyncIterable<string> {
  for (const name of await namesIn(folder)) {
    signal.throwIfAborted()
    const writer = readTemporaryName(name)
    const path = join(folder, name)
    if (writer && (await isAbandoned(writer, path, olderThan)) && (await removed(path))) yield writer.image
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

async function isAbandoned(writer: Writer, path: string, olderThan: Date): Promise<boolean> {
  const writing = await isRunning(writer)
  if (writing !== undefined) return !writing
  const stats = await stat(path).catch(() => undefined)
  return stats !== undefined && stats.mtime < olderThan
}

/** False when somebody else was faster. */
async function removed(path: string): Promise<boolean> {
  return unlink(path).then(
    () => true,
    () => false,
  )
}
