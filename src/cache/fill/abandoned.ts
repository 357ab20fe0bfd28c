import type { Stats } from 'node:fs'
import { lstat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { unlessMissing } from '../../unless-missing.ts'
import { identityOf, isInUse, marksOf } from './fill-marks.ts'

export interface Abandonment {
  readonly stallSeconds: number
  /** A mark that does not count. */
  readonly except?: string
  readonly onRemoved?: (path: string) => void
}

/** Removes the unfinished file if nobody will ever complete it; false when somebody may. */
export async function removeAbandoned(
  path: string,
  id: string,
  { stallSeconds, except, onRemoved }: Abandonment,
): Promise<boolean> {
  const before = await unlessMissing(lstat(path))
  if (!before) return true
  const identity = identityOf(before)
  const marks = (await marksOf(dirname(path), id)).filter(
    mark => mark.path !== except && (mark.bound?.file ?? identity) === identity,
  )
  for (const mark of marks) if (!(await isSilent(await isInUse(mark), path, stallSeconds))) return false
  if (marks.length === 0 && !isOld(before, stallSeconds)) return false
  const after = await unlessMissing(lstat(path))
  if (!after || identityOf(after) !== identity) return true
  await unlessMissing(unlink(path))
  onRemoved?.(path)
  return true
}

/** Whether nobody is at it any more. Where that cannot be known, it is so when `path` has not changed for long. */
export async function isSilent(
  inUse: boolean | undefined,
  path: string,
  stallSeconds: number,
): Promise<boolean> {
  if (inUse !== undefined) return !inUse
  const stats = await unlessMissing(lstat(path))
  return stats === undefined || isOld(stats, stallSeconds)
}

/** Far ahead is old, too: whoever wrote that did so before the clock was put back. */
function isOld({ mtimeMs }: Stats, stallSeconds: number): boolean {
  return Math.abs(Date.now() - mtimeMs) > stallSeconds * 1000
}
