import type { Database } from '../db/database.ts'
import type { Definitions } from '../db/metadefs/metadefs.ts'
import type { NamespaceColumns, NamespaceRecord, PropertyColumns } from '../db/metadefs/records.ts'
import type { NamespaceDocument } from '../metadefs/namespace-document.ts'

/** What stays where both the database and the file define something. */
export type Precedence = 'old' | 'new'

/** Makes the namespace what the file says. */
export async function replaceNamespace(
  db: Database,
  present: NamespaceRecord | undefined,
  definition: NamespaceDocument,
): Promise<void> {
  if (present) await db.metadefs.namespaces.delete(present.id)
  const namespace = await db.metadefs.namespaces.insert(columnsOf(definition))
  await mergeContents(db, namespace, { definition, precedence: 'old' })
}

/** Adds to the namespace what only the file has. */
export async function mergeNamespace(
  db: Database,
  present: NamespaceRecord,
  merge: { readonly definition: NamespaceDocument; readonly precedence: Precedence },
): Promise<void> {
  if (merge.precedence === 'new') {
    await db.metadefs.namespaces.update(present.id, columnsOf(merge.definition))
  }
  await mergeContents(db, present, merge)
}

function columnsOf(definition: NamespaceDocument): NamespaceColumns {
  return {
    namespace: definition.namespace,
    display_name: definition.display_name ?? null,
    description: definition.description ?? null,
    visibility: definition.visibility ?? 'private',
    protected: definition.protected ?? false,
    owner: definition.owner ?? 'admin',
  }
}

async function mergeContents(
  db: Database,
  { id }: NamespaceRecord,
  { definition, precedence }: { readonly definition: NamespaceDocument; readonly precedence: Precedence },
): Promise<void> {
  const { objects, properties, tags } = db.metadefs
  await mergeAssociations(db, id, { definition, precedence })
  await mergeDefinitions(properties, id, propertiesOf(definition), precedence)
  await mergeDefinitions(objects, id, definition.objects ?? [], precedence)
  await mergeDefinitions(tags, id, definition.tags ?? [], precedence)
}

async function mergeAssociations(
  { metadefs }: Database,
  id: number,
  { definition, precedence }: { readonly definition: NamespaceDocument; readonly precedence: Precedence },
): Promise<void> {
  const present = (await metadefs.resourceTypes.associations([id])).get(id) ?? []
  for (const association of definition.resource_type_associations ?? []) {
    if (!present.some(({ name }) => name === association.name)) {
      await metadefs.resourceTypes.associate(id, association)
    } else if (precedence === 'new') await metadefs.resourceTypes.change(id, association)
  }
}

async function mergeDefinitions<Columns extends { readonly name: string }, Found>(
  definitions: Definitions<Columns, Found>,
  id: number,
  columns: readonly Columns[],
  precedence: Precedence,
): Promise<void> {
  for (const definition of columns) {
    if (!(await definitions.find(id, definition.name))) await definitions.insert(id, definition)
    else if (precedence === 'new') await definitions.update(id, definition.name, definition)
  }
}

function propertiesOf({ properties = {} }: NamespaceDocument): readonly PropertyColumns[] {
  return Object.entries(properties).map(([name, schema]) => ({ name, schema }))
}
