import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { isRunning } from '../process-mark.ts'
import { unlessMissing } from '../unless-missing.ts'
import { type Abandonment, isSilent, removeAbandoned } from './fill/abandoned.ts'
import { isInUse, readMark } from './fill/fill-marks.ts'
import { readFollower } from './fill/follower-marks.ts'
import type { CacheFolder } from './folder.ts'

export interface Cleaning {
  readonly stallSeconds: number
  readonly log: Logger
}

/** Removes broken images, whatever else lies beside them, and unfinished ones that nobody will complete. */
export async function cleanFolder(folder: CacheFolder, cleaning: Cleaning): Promise<void> {
  for (const path of await folder.empty('invalid')) cleaning.log.info(`Removed invalid cache file ${path}`)
  await removeUnfinished(folder, cleaning)
}

export async function removeUnfinished(folder: CacheFolder, { stallSeconds, log }: Cleaning): Promise<void> {
  const onRemoved = (path: string) => log.info(`Removed stalled cache file ${path}`)
  const abandonment = { stallSeconds, onRemoved }
  await removeMarks(folder, abandonment)
  for (const { id } of await folder.files('incomplete')) {
    await removeAbandoned(folder.path('incomplete', id), id, abandonment)
  }
  await removeStrays(folder, abandonment)
}

/** A mark goes after the file it stands for: without it nobody would know whose the file was. */
async function removeMarks(folder: CacheFolder, abandonment: Abandonment): Promise<void> {
  const incomplete = folder.folderOf('incomplete')
  const isLeft = async (inUse: boolean | undefined, path: string) =>
    isSilent(inUse, path, abandonment.stallSeconds)

  for (const name of (await unlessMissing(readdir(incomplete))) ?? []) {
    const [mark, follower, path] = [readMark(incomplete, name), readFollower(name), join(incomplete, name)]
    if (follower && (await isLeft(await isRunning(follower), path))) await remove(path)
    if (!mark || !(await isLeft(await isInUse(mark), path))) continue
    const { image } = mark.writer
    if (await removeAbandoned(folder.path('incomplete', image), image, abandonment)) await remove(path)
  }
}

/** What else lies there, and has done so for long. */
async function removeStrays(folder: CacheFolder, { stallSeconds, onRemoved }: Abandonment): Promise<void> {
  const incomplete = folder.folderOf('incomplete')
  for (const name of (await unlessMissing(readdir(incomplete))) ?? []) {
    const path = join(incomplete, name)
    const isOfFill =
      readMark(incomplete, name) || readFollower(name) || (await folder.find('incomplete', name))
    if (isOfFill || !(await isSilent(undefined, path, stallSeconds))) continue
    if (await remove(path)) onRemoved?.(path)
  }
}

/** False when that cannot be done. */
function remove(path: string): Promise<boolean> {
  return unlink(path).then(
    () => true,
    () => false,
  )
}
