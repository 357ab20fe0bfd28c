import type { Stats } from 'node:fs'
import { chmod, type FileHandle, lstat, open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { unlessMissing } from '../../unless-missing.ts'
import type { CacheFolder } from '../folder.ts'
import { identityOf, isInUse, leaveMark, marksOf, type OwnMark } from './fill-marks.ts'
import { isFollowed } from './follower-marks.ts'

/** An unfinished file is longer than its image by this: it never has an image's size, whatever happens to it. */
export const surplusBytes = 256

/** That this process fills an image, and nobody else does. */
export interface Claim extends Pick<OwnMark, 'tell'> {
  /** As long as the image and the surplus: the room is taken from the beginning. */
  readonly handle: FileHandle
  /** Whether somebody, maybe in another process, has disowned the image meanwhile. */
  isDisowned(): Promise<boolean>
  /** Whether other processes read what comes in. */
  isFollowed(): Promise<boolean>
  /** To be called last, when the file is where it is to be. */
  end(): Promise<void>
}

/** Creates the file of an image under `incomplete/`, and a mark beside it; undefined when somebody else fills it already. */
export async function claimFill(
  folder: CacheFolder,
  id: string,
  { size, stallSeconds }: { readonly size: number; readonly stallSeconds: number },
): Promise<Claim | undefined> {
  const path = folder.path('incomplete', id)
  const mark = await leaveMark(dirname(path), id)
  let handle: FileHandle | undefined
  /** What cannot be removed keeps its mark: closed, that says that nobody fills it. */
  const end = async () => mark.end({ stays: handle !== undefined && (await isStill(path, handle)) })
  try {
    handle = await create(path)
    if (!handle && (await removeAbandoned(path, id, { stallSeconds, except: mark.path })))
      handle = await create(path)
    if (handle) {
      await handle.truncate(size + surplusBytes)
      await mark.bind(handle)
      const isDisowned = disowned(handle)
      return {
        handle,
        tell: mark.tell,
        end,
        isDisowned,
        isFollowed: () => isFollowed(folder, id).catch(() => false),
      }
    }
  } catch (error) {
    if (handle) await unlink(path).catch(() => undefined)
    await end().catch(() => undefined)
    await handle?.close().catch(() => undefined)
    throw error
  }
  await end()
  return undefined
}

async function isStill(path: string, handle: FileHandle): Promise<boolean> {
  try {
    const stats = await unlessMissing(lstat(path))
    return stats !== undefined && identityOf(stats) === identityOf(await handle.stat())
  } catch {
    return true
  }
}

/** Whoever fills the image, in whichever process, does so for its readers only. Said by the mode of the file, and so to nobody who
 * begins later. */
export async function disown(folder: CacheFolder, id: string): Promise<void> {
  if (await folder.find('incomplete', id)) await unlessMissing(chmod(folder.path('incomplete', id), 0o400))
}

function disowned(handle: FileHandle): Claim['isDisowned'] {
  return async () => ((await handle.stat()).mode & 0o200) === 0
}

export interface Abandonment {
  readonly stallSeconds: number
  /** A marker that does not count. */
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
  isInUse: boolean | undefined,
  path: string,
  stallSeconds: number,
): Promise<boolean> {
  if (isInUse !== undefined) return !isInUse
  const stats = await unlessMissing(lstat(path))
  return stats === undefined || isOld(stats, stallSeconds)
}

/** Far ahead is old, too: whoever wrote that did so before the clock was put back. */
function isOld({ mtimeMs }: Stats, stallSeconds: number): boolean {
  return Math.abs(Date.now() - mtimeMs) > stallSeconds * 1000
}

async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}
