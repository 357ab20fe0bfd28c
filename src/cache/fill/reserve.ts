import type { KnownImage } from '../cache.ts'
import { type Claim, claimFill } from './claim.ts'
import type { FillSettings } from './complete-fill.ts'

/** A file with room for the image that nobody else writes to. Never fails: without one there is no fill. */
export async function reserve({ id, size }: KnownImage, settings: FillSettings): Promise<Claim | undefined> {
  const { folder, maxBytes, makeRoom, stallSeconds, log } = settings
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
  if (claim) await giveBack(id, claim, settings)
  return undefined
}

/** Never fails. */
export async function giveBack(
  id: string,
  { handle, end }: Claim,
  { folder, log }: Pick<FillSettings, 'folder' | 'log'>,
): Promise<void> {
  const tell = (err: unknown) => log.warn({ err, image: id }, `cannot remove what was cached of image ${id}`)
  await folder.remove('incomplete', id).catch(tell)
  await end().catch(tell)
  await handle.close().catch(tell)
}
