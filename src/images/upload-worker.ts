import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Property that says which process is uploading an image. */
export const uploadWorker = 'os_glance_upload_worker'

/** `<host>:<pid>:<start>`: the start tells a process from a later one with the same number. */
export async function thisProcess(): Promise<string> {
  return `${hostname()}:${process.pid}:${await startOf(process.pid)}`
}

/** Whether the process that a marker names still runs. Undefined: it is another host's, so nobody here can
 * know. */
export async function isRunning(marker: string): Promise<boolean | undefined> {
  const [, host, pid, start] = /^(.*):(\d+):(\w*)$/.exec(marker) ?? []
  if (host !== hostname()) return undefined
  if (!exists(Number(pid))) return false
  return (await startOf(Number(pid))) === start
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Clock ticks between the machine's start and the process's; empty where there is no /proc. `ended` for one that
 * has ended and that its parent has not asked about: under an init that never asks, it is listed for ever. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The second field, the command's name in parentheses, may hold anything.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return 'ZX'.includes(state) ? 'ended' : (fields[18] ?? '')
  } catch {
    return ''
  }
}
