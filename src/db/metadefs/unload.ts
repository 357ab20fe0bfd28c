import type { Engine } from '../engine.ts'

const tables = [
  'metadef_properties',
  'metadef_objects',
  'metadef_tags',
  'metadef_namespace_resource_types',
  'metadef_namespaces',
  'metadef_resource_types',
] as const

/** Empties the catalog; gives the name of each table once it is empty. */
export async function* unloadMetadefs({ db }: Engine): AsyncGenerator<string> {
  for (const table of tables) {
    await db.deleteFrom(table).execute()
    yield table
  }
}
