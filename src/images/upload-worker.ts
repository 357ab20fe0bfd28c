import { hostname } from 'node:os'
import type { Database } from '../db/database.ts'
import { isRunning, thisProcess } from '../process-mark.ts'

/** Property that says which process is uploading an image, or runs the task that has it in hand: `<host>:<pid>:<start>`. */
export const uploadWorker = 'os_glance_upload_worker'

export async function thisWorker(): Promise<string> {
  const { host, pid, started } = await thisProcess()
  return `${host}:${pid}:${started}`
}

/** A process of this machine that has ended: whoever looks next may go on with its work. */
export function noWorker(): string {
  return `${hostname()}:0:ended`
}

/** Whether the process that the property names still runs. Undefined: nobody here can know. */
export async function isAtWork(marker: string): Promise<boolean | undefined> {
  const [, host, pid, started] = /^(.*):(\d+):(\w+)$/.exec(marker) ?? []
  if (host === undefined || started === undefined) return undefined
  return isRunning({ host, pid: Number(pid), started })
}

/** What another machine is doing, nobody here can know; a database of this machine's own has no others. */
export async function isAbandoned({ local }: Database, marker: string | undefined): Promise<boolean> {
  const running = marker === undefined ? undefined : await isAtWork(marker)
  return running === undefined ? local : !running
}
