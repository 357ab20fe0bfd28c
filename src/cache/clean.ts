import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { readTemporaryName } from '../stores/filesystem/temp-file.ts'
import { unlessMissing } from '../unless-missing.ts'
import { type Abandonment, isSilent, removeAbandoned } from './claim.ts'
import type { CacheFolder } from './folder.ts'
import { readFollower } from './follower-marks.ts'

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
  await removeMarkers(folder, abandonment)
  for (const { id } of await folder.files('incomplete')) {
    await removeAbandoned(folder.path('incomplete', id), id, abandonment)
  }
}

/** A marker goes after the file it stands for: without it nobody would know whose the file was. */
async function removeMarkers(folder: CacheFolder, abandonment: Abandonment): Promise<void> {
  const incomplete = folder.folderOf('incomplete')
  for (const name of (await unlessMissing(readdir(incomplete))) ?? []) {
    const [writer, follower] = [readTemporaryName(name), readFollower(name)]
    const owner = writer ?? follower
    const marker = join(incomplete, name)
    if (!owner || !(await isSilent(owner, marker, abandonment.stallSeconds))) continue
    const path = folder.path('incomplete', owner.image)
    if (follower || (await removeAbandoned(path, owner.image, abandonment)))
      await unlink(marker).catch(() => undefined)
  }
}
