import { isRunning, thisProcess } from '../process-mark.ts'

/** Property that says which process is uploading an image: `<host>:<pid>:<start>`. */
export const uploadWorker = 'os_glance_upload_worker'

export async function thisWorker(): Promise<string> {
  const { host, pid, started } = await thisProcess()
  return `${host}:${pid}:${started}`
}

/** Whether the process that the property names still runs. Undefined: nobody here can know. */
export async function isAtWork(marker: string): Promise<boolean | undefined> {
  const [, host, pid, started] = /^(.*):(\d+):(\w+)$/.exec(marker) ?? []
  if (host === undefined || started === undefined) return undefined
  return isRunning({ host, pid: Number(pid), started })
}
