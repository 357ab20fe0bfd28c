import type { Database } from '../db/database.ts'
import type { ImageRecord } from '../db/records.ts'
import { quotaOptions } from '../quota/options.ts'
import { readStorageQuota, refuseOutgrown, refuseOverQuota, remainingStorage } from '../quota/storage.ts'
import type { ImageService } from '../service.ts'

/** Refuses with 413 what the image's project has no room for: data of that size, or of an unknown one where there is no room at
 * all. Gives the bytes that it may still store, and undefined where there is no limit. */
export async function refuseWithoutRoom(
  service: ImageService,
  { owner }: ImageRecord,
  { size, without }: { readonly size: number | undefined; readonly without?: string },
): Promise<number | undefined> {
  const remaining = await remainingStorage(service.db, quotaOf(service), { owner, without })
  refuseOverQuota(remaining, size)
  return remaining
}

/** The same once the data are recorded, in that transaction: others may have used the room that was there before. */
export function refuseLateComer(
  service: ImageService,
  db: Database,
  { owner }: ImageRecord,
  added: number,
): Promise<void> {
  return refuseOutgrown(db, quotaOf(service), { owner, added })
}

function quotaOf({ config }: ImageService): number | undefined {
  return readStorageQuota(config.read(quotaOptions).user_storage_quota)
}
