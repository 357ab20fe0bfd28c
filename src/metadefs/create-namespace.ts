import { type Database, Duplicate } from '../db/database.ts'
import type {
  AssociationColumns,
  NamespaceColumns,
  NamespaceRecord,
  ObjectColumns,
  PropertyColumns,
  TagColumns,
} from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { insertDefinition } from './insert-definition.ts'
import { objectKind, propertyKind, tagKind } from './kinds.ts'
import { refuseBadText } from './refuse-bad-text.ts'
import { insertAssociation } from './resource-types.ts'

/** A namespace as a client describes it. */
export type NamespaceDraft = Partial<NamespaceColumns> & Pick<NamespaceColumns, 'namespace'>

/** What may come with a new one. */
export interface NamespaceContents {
  readonly associations: readonly AssociationColumns[]
  readonly objects: readonly ObjectColumns[]
  readonly properties: readonly PropertyColumns[]
  readonly tags: readonly TagColumns[]
}

/** Adds a namespace with all that comes in it, or nothing. */
export async function createNamespace(
  service: ImageService,
  context: RequestContext,
  draft: NamespaceDraft,
  contents: NamespaceContents,
): Promise<NamespaceRecord> {
  refuseReadOnly(context)
  for (const rule of rulesFor(contents)) authorize(service, context, rule)
  refuseBadText("Couldn't create metadata namespace", [draft, contents])
  return service.db.transaction(async db => {
    const namespace = await insertNamespace(db, completeNamespace(draft, draft.owner ?? context.projectId))
    await fill(db, namespace, contents)
    return namespace
  })
}

/** Namespaces without a project belong to whom those loaded from files belong to. */
const ownerWithoutProject = 'admin'

export function completeNamespace(draft: NamespaceDraft, owner: string | null): NamespaceColumns {
  return {
    namespace: draft.namespace,
    display_name: draft.display_name ?? null,
    description: draft.description ?? null,
    visibility: draft.visibility ?? 'private',
    protected: draft.protected ?? false,
    owner: owner ?? ownerWithoutProject,
  }
}

function rulesFor({ associations, objects, properties, tags }: NamespaceContents): readonly string[] {
  return [
    'add_metadef_namespace',
    ...(associations.length > 0 ? ['add_metadef_resource_type_association'] : []),
    ...(objects.length > 0 ? [objectKind.rules.add] : []),
    ...(properties.length > 0 ? [propertyKind.rules.add] : []),
    ...(tags.length > 0 ? [tagKind.rules.add] : []),
  ]
}

function insertNamespace({ metadefs }: Database, namespace: NamespaceColumns): Promise<NamespaceRecord> {
  return metadefs.namespaces.insert(namespace).catch(error => {
    if (!(error instanceof Duplicate)) throw error
    throw new Fault('Conflict', `The metadata definition namespace=${namespace.namespace} already exists.`)
  })
}

async function fill(
  db: Database,
  namespace: NamespaceRecord,
  { associations, objects, properties, tags }: NamespaceContents,
): Promise<void> {
  for (const association of associations) await insertAssociation(db, namespace, association)
  for (const object of objects) await insertDefinition(db, objectKind, namespace, object)
  for (const tag of tags) await insertDefinition(db, tagKind, namespace, tag)
  for (const property of properties) await insertDefinition(db, propertyKind, namespace, property)
}
