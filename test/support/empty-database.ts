import type { Database } from '../../src/db/database.ts'
import { engineOf } from '../../src/db/facade.ts'

const tables = ['image_properties', 'image_tags', 'image_locations', 'image_members', 'images'] as const

export async function emptyDatabase(database: Database): Promise<void> {
  const { db } = engineOf(database)
  for (const table of tables) await db.deleteFrom(table).execute()
}
