import { type Database, Duplicate } from '../db/database.ts'
import type {
  AssociationColumns,
  AssociationRecord,
  NamespaceRecord,
  ResourceTypeRecord,
} from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import { refuseReadOnly } from '../images/authorize.ts'
import type { ImageService } from '../service.ts'
import { allows, authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import { refuseProtected } from './protection.ts'
import { refuseBadText } from './refuse-bad-text.ts'

export async function listResourceTypes(
  service: ImageService,
  context: RequestContext,
): Promise<readonly ResourceTypeRecord[]> {
  authorize(service, context, 'list_metadef_resource_types')
  return service.db.metadefs.resourceTypes.list()
}

export async function listAssociations(
  service: ImageService,
  context: RequestContext,
  name: string,
): Promise<readonly AssociationRecord[]> {
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, 'list_metadef_resource_types', namespace)
  if (!allows(service, context, 'get_metadef_resource_type', namespace)) return []
  return associationsOf(service.db, namespace)
}

export async function associate(
  service: ImageService,
  context: RequestContext,
  name: string,
  association: AssociationColumns,
): Promise<AssociationRecord> {
  refuseReadOnly(context)
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, 'add_metadef_resource_type_association', namespace)
  refuseBadText("Couldn't create metadata resource type", association)
  return insertAssociation(service.db, namespace, association)
}

export async function dissociate(
  service: ImageService,
  context: RequestContext,
  name: string,
  resourceType: string,
): Promise<void> {
  refuseReadOnly(context)
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, 'remove_metadef_resource_type_association', namespace)
  const associations = await associationsOf(service.db, namespace)
  const present = associations.some(association => association.name === resourceType)
  if (present) refuseProtected(namespace, `resource-type-association ${resourceType}`)
  if (!present || !(await service.db.metadefs.resourceTypes.dissociate(namespace.id, resourceType))) {
    throw new Fault('NotFound', `Failed to find resource type ${resourceType} to delete`)
  }
}

export async function associationsOf(
  { metadefs }: Database,
  { id }: NamespaceRecord,
): Promise<readonly AssociationRecord[]> {
  return (await metadefs.resourceTypes.associations([id])).get(id) ?? []
}

export async function insertAssociation(
  db: Database,
  { id, namespace }: NamespaceRecord,
  association: AssociationColumns,
): Promise<AssociationRecord> {
  const inserted = await db.metadefs.resourceTypes.associate(id, association).catch(error => {
    if (!(error instanceof Duplicate)) throw error
    throw new Fault(
      'Conflict',
      `The metadata definition resource-type association of resource-type=${association.name} ` +
        `to namespace=${namespace} already exists.`,
    )
  })
  if (!inserted) throw new Fault('NotFound', `Namespace ${namespace} not found`)
  return inserted
}
