import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { processStart } from '../../process-start.ts'

/** Which process writes, or wrote, an unfinished file. */
export interface Writer {
  readonly image: string
  readonly host: string
  readonly pid: number
  /** Clock ticks since boot: tells the process from a later one with the same pid. */
  readonly started: string
}

/** Hidden, and names its writer, so that what a dead process left is known without asking anybody. */
export async function temporaryName(image: string): Promise<string> {
  const started = await processStart(process.pid)
  return ['.upload', image, hostname(), process.pid, started, randomBytes(4).toString('hex')].join('~')
}

export function readTemporaryName(name: string): Writer | undefined {
  const [mark, image, host, pid, started, random] = name.split('~')
  if (mark !== '.upload' || !image || !host || !pid || !started || !random) return undefined
  return { image, host, pid: Number(pid), started }
}

/** Undefined when this host cannot know. */
export async function isWriting(writer: Writer): Promise<boolean | undefined> {
  if (writer.host !== hostname()) return undefined
  return (await processStart(writer.pid)) === writer.started
}
