import { readFile } from 'node:fs/promises'

/** When a process of this machine began, in clock ticks since boot: tells it from a later one with the same number.
 * Empty when it does not run, `unknown` when it does and the system does not tell more. */
export async function processStart(pid: number): Promise<string> {
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
