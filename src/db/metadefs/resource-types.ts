import { Duplicate } from '../database.ts'
import { type Engine, inTransaction } from '../engine.ts'
import type { Timestamp } from '../records.ts'
import type { ResourceTypes } from './metadefs.ts'
import type { AssociationColumns, AssociationRecord, ResourceTypeRecord } from './records.ts'

export function openResourceTypes(engine: Engine): ResourceTypes {
  return {
    list: () => listTypes(engine),
    associations: namespaceIds => listAssociations(engine, namespaceIds),
    associate: (namespaceId, association) => associate(engine, namespaceId, association),
    change: (namespaceId, association) => changeAssociation(engine, namespaceId, association),
    dissociate: (namespaceId, name) => deleteAssociation(engine, namespaceId, name),
  }
}

async function listTypes({ db }: Engine): Promise<readonly ResourceTypeRecord[]> {
  return db
    .selectFrom('metadef_resource_types')
    .select(['name', 'created_at', 'updated_at'])
    .orderBy('id')
    .execute()
}

async function listAssociations(
  { db, differences }: Engine,
  namespaceIds: readonly number[],
): Promise<ReadonlyMap<number, readonly AssociationRecord[]>> {
  const rows = await db
    .selectFrom('metadef_namespace_resource_types as associations')
    .innerJoin('metadef_resource_types as types', 'types.id', 'associations.resource_type_id')
    .select(['namespace_id', 'name', 'prefix', 'properties_target'])
    .select(['associations.created_at', 'associations.updated_at'])
    .where(differences.oneOf('namespace_id', differences.list(namespaceIds)))
    .orderBy('associations.created_at')
    .orderBy('resource_type_id')
    .execute()
  const byNamespace = new Map<number, AssociationRecord[]>(namespaceIds.map(id => [id, []]))
  for (const { namespace_id, ...association } of rows) byNamespace.get(namespace_id)?.push(association)
  return byNamespace
}

async function associate(
  engine: Engine,
  namespaceId: number,
  association: AssociationColumns,
): Promise<AssociationRecord | undefined> {
  try {
    return await inTransaction(engine, inside => insertAssociation(inside, namespaceId, association))
  } catch (error) {
    if (engine.differences.isStillReferenced(error)) return undefined
    throw error
  }
}

async function insertAssociation(
  engine: Engine,
  namespaceId: number,
  { name, prefix = null, properties_target = null }: AssociationColumns,
): Promise<AssociationRecord> {
  const now = engine.clock()
  const times = { created_at: now, updated_at: now }
  const row = await engine.db
    .insertInto('metadef_namespace_resource_types')
    .values({
      resource_type_id: await typeNamed(engine, name, now),
      namespace_id: namespaceId,
      prefix,
      properties_target,
      ...times,
    })
    .onConflict(conflict => conflict.columns(['resource_type_id', 'namespace_id']).doNothing())
    .returning('namespace_id')
    .executeTakeFirst()
  if (!row) throw new Duplicate(`${name} is associated with the namespace already`)
  return { name, prefix, properties_target, ...times }
}

/** The id of the type, made where there is none. */
async function typeNamed({ db }: Engine, name: string, now: Timestamp): Promise<number> {
  await db
    .insertInto('metadef_resource_types')
    .values({ name, protected: false, created_at: now, updated_at: now })
    .onConflict(conflict => conflict.column('name').doNothing())
    .execute()
  const { id } = await db
    .selectFrom('metadef_resource_types')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return id
}

async function changeAssociation(
  engine: Engine,
  namespaceId: number,
  { name, prefix = null, properties_target = null }: AssociationColumns,
): Promise<AssociationRecord | undefined> {
  const row = await engine.db
    .updateTable('metadef_namespace_resource_types')
    .set({ prefix, properties_target, updated_at: engine.clock() })
    .where('namespace_id', '=', namespaceId)
    .where('resource_type_id', 'in', query =>
      query.selectFrom('metadef_resource_types').select('id').where('name', '=', name),
    )
    .returning(['created_at', 'updated_at'])
    .executeTakeFirst()
  return row && { name, prefix, properties_target, ...row }
}

async function deleteAssociation({ db }: Engine, namespaceId: number, name: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('metadef_namespace_resource_types')
    .where('namespace_id', '=', namespaceId)
    .where('resource_type_id', 'in', query =>
      query.selectFrom('metadef_resource_types').select('id').where('name', '=', name),
    )
    .executeTakeFirst()
  return numDeletedRows > 0n
}
