import type { KnownImage } from './cache.ts'
import { type Claim, claimFill } from './claim.ts'
import type { FillSettings } from './complete-fill.ts'
import type { CacheFolder } from './folder.ts'

/** A file with room for the image that nobody else writes to. Never fails: without one there is no fill. */
export async function reserve(
  { id, size }: KnownImage,
  { folder, maxBytes, makeRoom, stallSeconds, log }: FillSettings,
): Promise<Claim | undefined> {
  let claim: Claim | undefined
  try {
    // What others have brought in under a greater bound goes all the same.
    if (size > maxBytes) return void (await makeRoom())
    await folder.prepare()
    claim = await claimFill(folder, id, { size, stallSeconds })
    if (!claim) return undefined
    // Another process may have completed it a moment ago.
    if (!(await folder.find('complete', id)) && (await makeRoom())) return claim
  } catch (err) {
    log.warn({ err, image: id }, `cannot cache image ${id}: ${(err as Error).message}`)
  }
  if (claim) await giveBack(id, claim, folder)
  return undefined
}

export async function giveBack(id: string, { handle, end }: Claim, folder: CacheFolder): Promise<void> {
  await folder.remove('incomplete', id).catch(() => false)
  await handle.close()
  await end().catch(() => undefined)
}
