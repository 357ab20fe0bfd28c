import { sql } from 'kysely'
import { isLive } from './conditions.ts'
import type { Engine } from './engine.ts'
import { lockStorage } from './lock.ts'
import type { Status } from './records.ts'

const gone: readonly Status[] = ['killed', 'deleted', 'pending_delete']

/** Size x locations that are not deleted, over the project's images, in bytes. */
export async function storageUsed(engine: Engine, owner: string, without?: string): Promise<number> {
  const { db } = engine
  if (db.isTransaction) await lockStorage(engine, owner)
  const { bytes } = await db
    .selectFrom('images')
    .innerJoin('image_locations', 'image_locations.image_id', 'images.id')
    .select(sql<number | null>`cast(sum(images.size) as bigint)`.as('bytes'))
    .where('images.owner', '=', owner)
    .where('images.size', '>', 0)
    .where('images.status', 'not in', gone)
    .where('image_locations.status', '!=', 'deleted')
    .$if(without !== undefined, query => query.where('images.id', '!=', without as string))
    .executeTakeFirstOrThrow()
  return bytes ?? 0
}

export async function imagesInStatus(engine: Engine, status: Status): Promise<readonly string[]> {
  const rows = await engine.db
    .selectFrom('images')
    .select('id')
    .where('status', '=', status)
    .where('deleted', '=', isDeletedIn(status))
    .orderBy('id')
    .execute()
  return rows.map(row => row.id)
}

export async function imagesWithProperty(
  engine: Engine,
  status: Status,
  name: string,
): Promise<readonly (readonly [string, string])[]> {
  const rows = await engine.db
    .selectFrom('images')
    .innerJoin('image_properties', 'image_properties.image_id', 'images.id')
    .select(['images.id', 'image_properties.value'])
    .where('images.status', '=', status)
    .where('images.deleted', '=', isDeletedIn(status))
    .where('image_properties.name', '=', name)
    .where(isLive(engine, 'image_properties.deleted'))
    .orderBy('images.id')
    .execute()
  return rows.map(row => [row.id, row.value ?? ''])
}

function isDeletedIn(status: Status): boolean {
  return status === 'deleted' || status === 'pending_delete'
}
