import type { NamespaceRecord, PropertyRecord } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import type { RequestContext } from '../identity/context.ts'
import type { ImageService } from '../service.ts'
import { authorize } from './authorize.ts'
import { findNamespace } from './find-namespace.ts'
import { propertyKind } from './kinds.ts'
import { findDefinition, type Place } from './show-definition.ts'

/** A property by the name that it has on resources of a type: with the prefix of the association. */
export async function showPropertyOf(
  service: ImageService,
  context: RequestContext,
  { namespace: name, name: propertyName, resourceType }: Place & { readonly resourceType: string },
): Promise<PropertyRecord> {
  const namespace = await findNamespace(service, context, name)
  authorize(service, context, propertyKind.rules.show, namespace)
  authorize(service, context, 'get_metadef_resource_type', namespace)
  const prefix = await prefixOn(service, namespace, resourceType)
  if (!prefix || !propertyName.startsWith(prefix)) {
    throw new Fault(
      'NotFound',
      `Property ${propertyName} does not start with the expected resource type association prefix of ` +
        `'${prefix ?? 'None'}'.`,
    )
  }
  return findDefinition(service, propertyKind, namespace, propertyName.slice(prefix.length))
}

async function prefixOn(
  { db }: ImageService,
  { id, namespace }: NamespaceRecord,
  resourceType: string,
): Promise<string | null> {
  const associations = (await db.metadefs.resourceTypes.associations([id])).get(id) ?? []
  const association = associations.find(({ name }) => name === resourceType)
  if (association) return association.prefix
  const types = await db.metadefs.resourceTypes.list()
  throw new Fault(
    'NotFound',
    types.some(({ name }) => name === resourceType)
      ? `The metadata definition resource-type association of resource-type=${resourceType} to namespace=${namespace}, was not found.`
      : `The metadata definition resource-type with name=${resourceType}, was not found.`,
  )
}
