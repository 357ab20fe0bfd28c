import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat, unlink } from 'node:fs/promises'
import { isWriting, readTemporaryName, temporaryName } from '../stores/filesystem/temp-file.ts'
import type { CacheFolder } from './folder.ts'

/**
 * While an image is being filled, its file under `incomplete/` is as long as the image and this: the room is taken from the
 * beginning, and the end says which process writes. Cut off last, so that no unfinished file ever has an image's size.
 */
export const claimBytes = 256

/** Creates the file of an image that this process will fill; undefined when somebody else does that already. */
export async function claimFill(
  folder: CacheFolder,
  id: string,
  { size, stallSeconds }: { readonly size: number; readonly stallSeconds: number },
): Promise<FileHandle | undefined> {
  const path = folder.path('incomplete', id)
  const handle = (await create(path)) ?? ((await removeAbandoned(path, stallSeconds)) && (await create(path)))
  if (!handle) return undefined
  try {
    await handle.write(Buffer.from((await temporaryName(id)).padEnd(claimBytes)), 0, claimBytes, size)
    return handle
  } catch (error) {
    await unlink(path)
    await handle.close()
    throw error
  }
}

/** Removes the file if nobody will ever complete it. Nothing but the record of one copy is lost if two processes do that at
 * once and one of them has claimed the image again already. */
export async function removeAbandoned(path: string, stallSeconds: number): Promise<boolean> {
  try {
    await using handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
    const stats = await handle.stat()
    if (!(await isAbandoned(handle, stats, stallSeconds))) return false
    if ((await stat(path)).ino !== stats.ino) return false
    await unlink(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

/** A writer on another host, or another program, is known by its silence only. */
async function isAbandoned(
  handle: FileHandle,
  { size, mtimeMs }: Stats,
  stallSeconds: number,
): Promise<boolean> {
  const writer = size >= claimBytes ? readTemporaryName(await readEnd(handle, size)) : undefined
  const writing = writer && (await isWriting(writer))
  return writing === undefined ? Date.now() - mtimeMs > stallSeconds * 1000 : !writing
}

async function readEnd(handle: FileHandle, size: number): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(claimBytes), 0, claimBytes, size - claimBytes)
  return buffer.toString('utf8', 0, bytesRead).trimEnd()
}

async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
}
