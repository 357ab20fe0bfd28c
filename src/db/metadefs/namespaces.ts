import { type RawBuilder, type Selectable, sql } from 'kysely'
import { Duplicate } from '../database.ts'
import { type Engine, inTransaction } from '../engine.ts'
import type { MetadefNamespacesTable } from '../schema.ts'
import { isDuplicate } from './duplicate.ts'
import type { Namespaces } from './metadefs.ts'
import { pageOf } from './page.ts'
import type { NamespaceColumns, NamespaceQuery, NamespaceRecord } from './records.ts'

type Row = Selectable<MetadefNamespacesTable>

export function openNamespaces(engine: Engine): Namespaces {
  return {
    insert: namespace => insertNamespace(engine, namespace),
    find: name => findNamespace(engine, name),
    list: query => listNamespaces(engine, query),
    update: (id, namespace) => updateNamespace(engine, id, namespace),
    delete: id => inTransaction(engine, inside => deleteNamespace(inside, id)),
  }
}

async function insertNamespace(engine: Engine, namespace: NamespaceColumns): Promise<NamespaceRecord> {
  const now = engine.clock()
  const row = await engine.db
    .insertInto('metadef_namespaces')
    .values({ ...namespace, created_at: now, updated_at: now })
    .onConflict(conflict => conflict.column('namespace').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Duplicate(`there is a namespace ${namespace.namespace}`)
  return toRecord(row)
}

async function findNamespace({ db }: Engine, name: string): Promise<NamespaceRecord | undefined> {
  const row = await db
    .selectFrom('metadef_namespaces')
    .selectAll()
    .where('namespace', '=', name)
    .executeTakeFirst()
  return row && toRecord(row)
}

async function listNamespaces(engine: Engine, query: NamespaceQuery): Promise<readonly NamespaceRecord[]> {
  const { rows } = await pageOf<Row>('metadef_namespaces', filtersOf(engine, query), query).execute(engine.db)
  return rows.map(toRecord)
}

function filtersOf(
  { differences }: Engine,
  { viewer, visibility, resourceTypes }: NamespaceQuery,
): readonly RawBuilder<boolean>[] {
  const filters: RawBuilder<boolean>[] = []
  if (!viewer.isAdmin) filters.push(sql`(owner = ${viewer.projectId} or visibility = 'public')`)
  if (visibility) filters.push(sql`coalesce(visibility, 'private') = ${visibility}`)
  if (resourceTypes) {
    filters.push(sql`id in (select namespace_id from metadef_namespace_resource_types
      join metadef_resource_types types on types.id = resource_type_id
      where ${differences.oneOf('types.name', differences.list(resourceTypes))})`)
  }
  return filters
}

async function updateNamespace(
  { db, clock }: Engine,
  id: number,
  namespace: NamespaceColumns,
): Promise<NamespaceRecord | undefined> {
  try {
    const row = await db
      .updateTable('metadef_namespaces')
      .set({ ...namespace, updated_at: clock() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    return row && toRecord(row)
  } catch (cause) {
    if (!isDuplicate(cause)) throw cause
    throw new Duplicate(`there is another namespace ${namespace.namespace}`, { cause })
  }
}

const contents = [
  'metadef_objects',
  'metadef_properties',
  'metadef_tags',
  'metadef_namespace_resource_types',
] as const

async function deleteNamespace({ db, differences }: Engine, id: number): Promise<boolean> {
  // From here on nobody puts anything into it.
  const found = await db
    .selectFrom('metadef_namespaces')
    .select('id')
    .where('id', '=', id)
    .$if(differences.concurrentWriters, query => query.forUpdate())
    .executeTakeFirst()
  if (!found) return false
  for (const table of contents) await db.deleteFrom(table).where('namespace_id', '=', id).execute()
  await db.deleteFrom('metadef_namespaces').where('id', '=', id).execute()
  return true
}

function toRecord(row: Row): NamespaceRecord {
  return {
    ...row,
    visibility: row.visibility === 'public' ? 'public' : 'private',
    protected: Boolean(row.protected),
  }
}
