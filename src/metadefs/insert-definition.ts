import { type Database, Duplicate } from '../db/database.ts'
import type { NamespaceRecord } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { Kind } from './kinds.ts'

/** Puts a definition into a namespace, or says why that cannot be. */
export async function insertDefinition<Columns extends { readonly name: string }, Found>(
  db: Database,
  kind: Kind<Columns, Found>,
  { id, namespace }: NamespaceRecord,
  columns: Columns,
): Promise<Found> {
  const inserted = await kind
    .in(db)
    .insert(id, columns)
    .catch(error => {
      if (!(error instanceof Duplicate)) throw error
      throw new Fault('Conflict', kind.duplicate(columns.name, namespace))
    })
  if (!inserted) throw new Fault('NotFound', `Namespace ${namespace} not found`)
  return inserted
}
