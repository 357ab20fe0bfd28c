import { readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** CPU seconds, user and system, that a process and its children have used so far. */
export function cpuSeconds(pid: number): number {
  return familyOf(pid).reduce((sum, member) => sum + ownCpuSeconds(member), 0)
}

/** Highest resident memory so far of any process of the family, in MiB. */
export function peakMiB(pid: number): number {
  return Math.max(...familyOf(pid).map(member => ownMiB(member, 'VmHWM')))
}

/** Resident memory of the largest process of the family now, in MiB. */
export function residentMiB(pid: number): number {
  return Math.max(...familyOf(pid).map(member => ownMiB(member, 'VmRSS')))
}

export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children ? children.split(/\s+/).flatMap(child => familyOf(Number(child))) : [])]
}

function ownCpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

function ownMiB(pid: number, what: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
}
