import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

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
  const started = await startOf(process.pid)
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
  return (await startOf(writer.pid)) === writer.started
}

/** Empty when there is no such process. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // proc(5): the 22nd field; the second one, the program's name, is in parentheses and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return runsSomewhere(pid) ? 'unknown' : ''
  }
}

/** For systems without /proc. */
function runsSomewhere(pid: number): boolean {
  if (process.platform === 'linux') return false
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
