import { randomBytes } from 'node:crypto'
import { type ProcessMark, thisProcess } from '../../process-mark.ts'

/** Which process writes, or wrote, an unfinished file. */
export interface Writer extends ProcessMark {
  readonly image: string
}

/** Hidden, and names its writer, so that what a dead process left is known without asking anybody. */
export async function temporaryName(image: string): Promise<string> {
  const { host, pid, started } = await thisProcess()
  return ['.upload', image, host, pid, started, randomBytes(4).toString('hex')].join('~')
}

export function readTemporaryName(name: string): Writer | undefined {
  const [mark, image, host, pid, started, random] = name.split('~')
  if (mark !== '.upload' || !image || !host || !pid || !started || !random) return undefined
  return { image, host, pid: Number(pid), started }
}
