import { hostname } from 'node:os'
import { processStart } from '../process-start.ts'

/** Property that says which process is uploading an image. */
export const uploadWorker = 'os_glance_upload_worker'

/** `<host>:<pid>:<start>`: the start tells a process from a later one with the same number. */
export async function thisProcess(): Promise<string> {
  return `${hostname()}:${process.pid}:${await processStart(process.pid)}`
}

/** Whether the process that a marker names still runs. Undefined: it is another host's, so nobody here can
 * know. */
export async function isRunning(marker: string): Promise<boolean | undefined> {
  const [, host, pid, start] = /^(.*):(\d+):(\w+)$/.exec(marker) ?? []
  if (host !== hostname()) return undefined
  return (await processStart(Number(pid))) === start
}
