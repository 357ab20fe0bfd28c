import { isLive } from './conditions.ts'
import type { ImageChange } from './database.ts'
import type { Engine } from './engine.ts'
import { writeJson } from './json.ts'
import { prepared } from './prepared.ts'
import type { Timestamp } from './records.ts'

type WantedLocation = NonNullable<ImageChange['locations']>[number]

const selectLive = prepared((engine, { id }: { readonly id: string }) =>
  engine.db.selectFrom('image_locations').select('id').where('image_id', '=', id).where(isLive(engine)),
)

/** Makes `wanted` the whole set: an entry with an id is kept, one without is new, a missing one is soft-deleted. */
export async function replaceLocations(
  engine: Engine,
  imageId: string,
  wanted: readonly WantedLocation[],
): Promise<void> {
  const present = await selectLive(engine, { id: imageId })
  const kept = new Set(wanted.map(location => location.id))
  const now = engine.clock()
  for (const { id } of present) if (!kept.has(id)) await softDeleteLocation(engine, id, now)
  for (const location of wanted) await keepLocation(engine, imageId, location, now)
}

async function keepLocation(
  { db, locationCipher }: Engine,
  imageId: string,
  { id, url, metadata, status }: WantedLocation,
  now: Timestamp,
): Promise<void> {
  const deleted = status === 'deleted' || status === 'pending_delete'
  const row = {
    value: locationCipher?.seal(url) ?? url,
    meta_data: writeJson(metadata),
    status,
    updated_at: now,
    deleted,
    deleted_at: deleted ? now : null,
  }
  if (id === undefined) {
    await db
      .insertInto('image_locations')
      .values({ image_id: imageId, created_at: now, ...row })
      .execute()
  } else {
    await db
      .updateTable('image_locations')
      .set(row)
      .where('id', '=', id)
      .where('image_id', '=', imageId)
      .execute()
  }
}

async function softDeleteLocation({ db }: Engine, id: number, now: Timestamp): Promise<void> {
  await db
    .updateTable('image_locations')
    .set({ status: 'deleted', deleted: true, deleted_at: now, updated_at: now })
    .where('id', '=', id)
    .execute()
}
