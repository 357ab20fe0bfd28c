import type { Database } from '../../src/db/database.ts'
import { engineOf } from '../../src/db/facade.ts'
import { unloadMetadefs } from '../../src/db/metadefs/unload.ts'

const tables = [
  'image_properties',
  'image_tags',
  'image_locations',
  'image_members',
  'images',
  'task_info',
  'tasks',
] as const

export async function emptyDatabase(database: Database): Promise<void> {
  const engine = engineOf(database)
  for (const table of tables) await engine.db.deleteFrom(table).execute()
  for await (const _ of unloadMetadefs(engine));
}
