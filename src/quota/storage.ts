import type { Database } from '../db/database.ts'
import { Fault } from '../errors.ts'

const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
}

/** Bytes of `user_storage_quota`; undefined where there is no limit. Throws where it says neither. */
export function readStorageQuota(setting: string): number | undefined {
  const [, digits, unit = 'B'] = /^(\d+)([KMGT]?B)?$/.exec(setting) ?? []
  if (digits === undefined) throw new Error('Should be a number, or one right before B, KB, MB, GB or TB')
  return Number(digits) * (units[unit] ?? 1) || undefined
}

/** Bytes that the project may still store, the image `without` left out of account; undefined where there is
 * no limit. */
export async function remainingStorage(
  db: Database,
  quota: number | undefined,
  { owner, without }: { readonly owner: string | null; readonly without?: string },
): Promise<number | undefined> {
  if (quota === undefined || owner === null) return undefined
  return quota - (await db.images.storageUsed(owner, without))
}

/** Refuses with 413 what the project stores too much since that many bytes were recorded in the transaction of `db`. */
export async function refuseOutgrown(
  db: Database,
  quota: number | undefined,
  { owner, added }: { readonly owner: string | null; readonly added: number },
): Promise<void> {
  const remaining = await remainingStorage(db, quota, { owner })
  if (remaining !== undefined && remaining < 0) throw overQuota(remaining + added, added)
}

/** Refuses with 413 what does not fit; without a size, only when no room is left at all. */
export function refuseOverQuota(remaining: number | undefined, size: number | undefined): void {
  if (remaining === undefined) return
  if (size === undefined ? remaining <= 0 : size > remaining) throw overQuota(remaining, size)
}

export function overQuota(remaining: number, size: number | undefined): Fault {
  return new Fault(
    'TooLarge',
    `Image exceeds the storage quota: The size of the data ${size ?? 'None'} will exceed the limit. ${remaining} bytes remaining.`,
  )
}
