import { readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { readTemporaryName } from '../stores/filesystem/temp-file.ts'
import { isSilent, removeAbandoned } from './claim.ts'
import type { CacheFolder } from './folder.ts'

/** Removes broken images, whatever else lies beside them, and unfinished ones that nobody will complete. */
export async function cleanFolder(folder: CacheFolder, stallSeconds: number): Promise<void> {
  await folder.empty('invalid')
  await removeUnfinished(folder, stallSeconds)
}

export async function removeUnfinished(folder: CacheFolder, stallSeconds: number): Promise<void> {
  await removeMarkers(folder, stallSeconds)
  for (const { id } of await folder.files('incomplete')) {
    await removeAbandoned(folder.path('incomplete', id), id, { stallSeconds })
  }
}

/** A marker goes after the file it stands for: without it nobody would know whose the file was. */
async function removeMarkers(folder: CacheFolder, stallSeconds: number): Promise<void> {
  const incomplete = folder.folderOf('incomplete')
  for (const name of await readdir(incomplete)) {
    const writer = readTemporaryName(name)
    if (!writer || !(await isSilent(writer, join(incomplete, name), stallSeconds))) continue
    const path = folder.path('incomplete', writer.image)
    if (await removeAbandoned(path, writer.image, { stallSeconds })) {
      await unlink(join(incomplete, name)).catch(() => undefined)
    }
  }
}
