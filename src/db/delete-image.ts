import { isInState, isLive } from './conditions.ts'
import type { Images } from './database.ts'
import type { Engine } from './engine.ts'

type Deletion = Parameters<Images['delete']>[1]

const children = ['image_properties', 'image_tags', 'image_members', 'image_locations'] as const

/** Soft-deletes the image and all that belongs to it; false when it is in none of the states `from`. */
export async function deleteImage(engine: Engine, id: string, { status, from }: Deletion): Promise<boolean> {
  const now = engine.clock()
  const gone = { deleted: true, deleted_at: now, updated_at: now }
  const { numUpdatedRows } = await engine.db
    .updateTable('images')
    .set({ status, ...gone })
    .where('id', '=', id)
    .where('deleted', '=', false)
    .where(isInState(engine, from))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  for (const table of children) {
    await engine.db
      .updateTable(table)
      .set(table === 'image_locations' ? { ...gone, status } : gone)
      .where('image_id', '=', id)
      .where(isLive(engine))
      .execute()
  }
  return true
}
