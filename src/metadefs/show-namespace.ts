import type {
  AssociationRecord,
  NamespaceRecord,
  ObjectRecord,
  PropertyRecord,
  TagRecord,
} from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { allows, authorize } from './authorize.ts'
import { isVisible, noSuchNamespace } from './find-namespace.ts'
import { prefixed } from './prefix.ts'
import { associationsOf } from './resource-types.ts'

export interface WholeNamespace {
  readonly namespace: NamespaceRecord
  readonly associations: readonly AssociationRecord[]
  readonly objects: readonly ObjectRecord[]
  readonly properties: readonly PropertyRecord[]
  readonly tags: readonly TagRecord[]
}

/** A namespace with all that is in it. Where a resource type is given, properties have the names that they have there. */
export async function showNamespace(
  service: ImageService,
  context: RequestContext,
  name: string,
  resourceType?: string,
): Promise<WholeNamespace> {
  const namespace = await service.db.metadefs.namespaces.find(name)
  if (!namespace) throw new Fault('NotFound', noSuchNamespace(name))
  if (!isVisible(context, namespace) || !allows(service, context, 'get_metadef_namespace', namespace)) {
    throw new Fault('NoRoute', '')
  }
  for (const rule of rulesOfContents) authorize(service, context, rule, namespace)
  const whole = await wholeNamespace(service, namespace)
  const association = whole.associations.find(type => type.name === resourceType)
  return association?.prefix ? prefixed(whole, association.prefix) : whole
}

const rulesOfContents = [
  'list_metadef_resource_types',
  'get_metadef_objects',
  'get_metadef_properties',
  'get_metadef_tags',
]

async function wholeNamespace({ db }: ImageService, namespace: NamespaceRecord): Promise<WholeNamespace> {
  const { objects, properties, tags } = db.metadefs
  return {
    namespace,
    associations: await associationsOf(db, namespace),
    objects: await objects.list(namespace.id),
    properties: await properties.list(namespace.id),
    tags: await tags.page(namespace.id, { sortKey: 'created_at', direction: 'desc' }),
  }
}
