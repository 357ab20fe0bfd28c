import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Tells a process from all others, for whoever finds the work that it has left unfinished. */
export interface ProcessMark {
  readonly host: string
  readonly pid: number
  /** Clock ticks between the machine's start and the process's: tells it from a later one with the same number. */
  readonly started: string
}

export async function thisProcess(): Promise<ProcessMark> {
  return { host: hostname(), pid: process.pid, started: await startOf(process.pid) }
}

/** Undefined for another host's: nobody here can know. */
export async function isRunning({ host, pid, started }: ProcessMark): Promise<boolean | undefined> {
  if (host !== hostname()) return undefined
  return (await startOf(pid)) === started
}

/** Empty when it does not run, `unknown` when it does and the system does not tell more. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1')
    // proc(5): the second field, the program's name in parentheses, may hold anything.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Ended, and listed until its parent asks for it: under an init that never asks, for ever.
    return 'ZX'.includes(state) ? '' : (fields[18] ?? '')
  } catch {
    return process.platform !== 'linux' && exists(pid) ? 'unknown' : ''
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
