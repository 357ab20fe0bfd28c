import { randomBytes } from 'node:crypto'
import { type ProcessMark, thisProcess } from '../../process-mark.ts'

/** Which process writes, or wrote, an unfinished file. */
export interface Writer extends ProcessMark {
  readonly image: string
}

/** What the process does with the image. */
type Work = 'upload' | 'reader'

/** Hidden, and names its writer, so that what a dead process left is known without asking anybody. */
export async function temporaryName(image: string, work: Work = 'upload'): Promise<string> {
  const { host, pid, started } = await thisProcess()
  return [`.${work}`, image, host, pid, started, randomBytes(4).toString('hex')].join('~')
}

export function readTemporaryName(name: string, work: Work = 'upload'): Writer | undefined {
  const [mark, image, host, pid, started, random] = name.split('~')
  if (mark !== `.${work}` || !image || !host || !pid || !started || !random) return undefined
  return { image, host, pid: Number(pid), started }
}
