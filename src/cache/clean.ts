import { removeAbandoned } from './claim.ts'
import type { CacheFolder } from './folder.ts'

/** Removes broken images, whatever else lies beside them, and unfinished ones that nobody will complete. */
export async function cleanFolder(folder: CacheFolder, stallSeconds: number): Promise<void> {
  await folder.empty('invalid')
  await removeUnfinished(folder, stallSeconds)
}

export async function removeUnfinished(folder: CacheFolder, stallSeconds: number): Promise<void> {
  for (const { id } of await folder.files('incomplete')) {
    await removeAbandoned(folder.path('incomplete', id), stallSeconds)
  }
}
