import { readdir, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from '../../process-mark.ts'
import { readTemporaryName, temporaryName, type Writer } from '../../stores/filesystem/temp-file.ts'
import { unlessMissing } from '../../unless-missing.ts'
import type { CacheFolder } from '../folder.ts'

/** Leaves a hidden file that says that this process reads what another one fills; the result removes it. */
export async function markFollower(folder: CacheFolder, id: string): Promise<() => Promise<void>> {
  const mark = join(folder.folderOf('incomplete'), await temporaryName(id, 'reader'))
  await writeFile(mark, '')
  return async () => void (await unlessMissing(unlink(mark)))
}

/** Which process has left that mark, if it is one. */
export function readFollower(name: string): Writer | undefined {
  return readTemporaryName(name, 'reader')
}

/** Whether another process of this machine reads what is being filled. */
export async function isFollowed(folder: CacheFolder, id: string): Promise<boolean> {
  for (const name of await readdir(folder.folderOf('incomplete'))) {
    const follower = readFollower(name)
    if (follower?.image === id && (await isRunning(follower))) return true
  }
  return false
}
