import type { Stats } from 'node:fs'
import { chmod, type FileHandle, open, readdir, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isRunning } from '../process-mark.ts'
import { readTemporaryName, temporaryName, type Writer } from '../stores/filesystem/temp-file.ts'
import { unlessMissing } from '../unless-missing.ts'
import type { CacheFolder } from './folder.ts'
import { isFollowed } from './follower-marks.ts'

/** An unfinished file is longer than its image by this: it never has an image's size, whatever happens to it. */
export const surplusBytes = 256

/** That this process fills an image, and nobody else does. */
export interface Claim {
  /** As long as the image and the surplus: the room is taken from the beginning. */
  readonly handle: FileHandle
  /** Lets other processes know how many bytes of the image they may read. */
  tell(bytes: number): Promise<void>
  /** Whether somebody, maybe in another process, has disowned the image meanwhile. */
  isDisowned(): Promise<boolean>
  /** Whether other processes read what comes in. */
  isFollowed(): Promise<boolean>
  /** To be called last, when the file is where it is to be. */
  end(): Promise<void>
}

/** Creates the file of an image under `incomplete/`; undefined when somebody else fills it already. Beside it stands a hidden
 * file whose name says who writes, so that it is known when nobody does any more. */
export async function claimFill(
  folder: CacheFolder,
  id: string,
  { size, stallSeconds }: { readonly size: number; readonly stallSeconds: number },
): Promise<Claim | undefined> {
  const path = folder.path('incomplete', id)
  const marker = join(dirname(path), await temporaryName(id))
  const mark = await open(marker, 'wx')
  const tell = (bytes: number) => mark.truncate(bytes + 1)
  async function end(): Promise<void> {
    await mark.close().catch(() => undefined)
    await unlessMissing(unlink(marker))
  }
  let handle: FileHandle | undefined
  try {
    handle = await create(path)
    if (!handle && (await removeAbandoned(path, id, { stallSeconds, except: marker })))
      handle = await create(path)
    if (handle) {
      await handle.truncate(size + surplusBytes)
      await tell(0)
      return {
        handle,
        tell,
        isDisowned: disowned(handle),
        isFollowed: () => isFollowed(folder, id).catch(() => false),
        end,
      }
    }
  } catch (error) {
    if (handle) await unlink(path).catch(() => undefined)
    await handle?.close().catch(() => undefined)
    await end().catch(() => undefined)
    throw error
  }
  await end()
  return undefined
}

/** What the owner of the hidden file has told; undefined when the file is gone, or its owner has not got the image. */
export async function bytesTold(marker: string): Promise<number | undefined> {
  const size = (await unlessMissing(stat(marker)))?.size ?? 0
  return size > 0 ? size - 1 : undefined
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
  const before = await unlessMissing(stat(path))
  if (!before) return true
  const folder = dirname(path)
  const markers = (await readdir(folder)).filter(name => readTemporaryName(name)?.image === id)
  const others = markers.map(name => join(folder, name)).filter(marker => marker !== except)
  for (const marker of others) {
    const writer = readTemporaryName(basename(marker))
    if (writer && !(await isSilent(writer, path, stallSeconds))) return false
  }
  if (others.length === 0 && !isOld(before, stallSeconds)) return false
  if ((await unlessMissing(stat(path)))?.ino !== before.ino) return true
  await unlessMissing(unlink(path))
  onRemoved?.(path)
  return true
}

/** Whether the process is gone. On another host that cannot be known: there it is when `path` has not changed for long. */
export async function isSilent(writer: Writer, path: string, stallSeconds: number): Promise<boolean> {
  const writing = await isRunning(writer)
  if (writing !== undefined) return !writing
  const stats = await unlessMissing(stat(path))
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
