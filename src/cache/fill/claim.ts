import { chmod, type FileHandle, lstat, open, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { unlessMissing } from '../../unless-missing.ts'
import type { CacheFolder } from '../folder.ts'
import { removeAbandoned } from './abandoned.ts'
import { identityOf, leaveMark, type OwnMark } from './fill-marks.ts'
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
      return {
        handle,
        tell: mark.tell,
        end,
        isDisowned: disownedIn(handle),
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

function disownedIn(handle: FileHandle): Claim['isDisowned'] {
  return async () => ((await handle.stat()).mode & 0o200) === 0
}

async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}
