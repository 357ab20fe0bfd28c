import type {
  AssociationColumns,
  AssociationRecord,
  NamespaceRecord,
  ObjectColumns,
  ObjectRecord,
  PropertyColumns,
  PropertySchema,
  ResourceTypeRecord,
  TagRecord,
} from '../../db/metadefs/records.ts'
import type { Timestamp } from '../../db/records.ts'
import { keepExact } from '../../exact-numbers.ts'
import { knownPart, type WholeNamespace } from '../../metadefs/index.ts'
import { isoTime } from '../images/image-view.ts'

export const namespacesPath = '/v2/metadefs/namespaces'

type View = Readonly<Record<string, unknown>>

/** What is shown of the things in a namespace; each part is left out where it is undefined. */
export interface ContentsView {
  readonly resource_type_associations?: readonly View[]
  readonly properties?: View
  readonly objects?: readonly View[]
  readonly tags?: readonly View[]
}

export function namespaceView(record: NamespaceRecord, contents: ContentsView = {}): View {
  return present({
    namespace: record.namespace,
    display_name: record.display_name,
    description: record.description,
    visibility: record.visibility,
    protected: record.protected,
    owner: record.owner,
    ...times(record),
    resource_type_associations: contents.resource_type_associations,
    properties: contents.properties,
    objects: contents.objects,
    tags: contents.tags,
    self: `${namespacesPath}/${record.namespace}`,
    schema: '/v2/schemas/metadefs/namespace',
  })
}

export function wholeNamespaceView({
  namespace,
  associations,
  objects,
  properties,
  tags,
}: WholeNamespace): View {
  return namespaceView(namespace, {
    resource_type_associations: unlessEmpty(associations.map(associationView)),
    properties: properties.length > 0 ? propertiesView(properties) : undefined,
    objects: unlessEmpty(objects.map(object => objectView(namespace.namespace, object))),
    tags: unlessEmpty(tags.map(({ name }) => ({ name }))),
  })
}

export function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined
}

/** `given` says which of the parts that may be absent a client gave, for the answer to that client. */
export function objectView(namespace: string, record: ObjectRecord, given: ObjectColumns = record): View {
  return {
    ...objectFields(given),
    ...present(times(record)),
    self: `${namespacesPath}/${namespace}/objects/${record.name}`,
    schema: '/v2/schemas/metadefs/object',
  }
}

export function objectFields({ name, required, description, properties }: ObjectColumns): View {
  return present({ name, required, description, properties: properties && schemasView(properties) })
}

export function propertiesView(properties: readonly PropertyColumns[]): View {
  return schemasView(Object.fromEntries(properties.map(({ name, schema }) => [name, schema])))
}

export function propertyView({ name, schema }: PropertyColumns): View {
  return knownPart(keepExact({ ...schema, name }, schema))
}

export function tagView({ name, ...record }: TagRecord): View {
  return present({ name, ...times(record) })
}

export function resourceTypeView({ name, ...record }: ResourceTypeRecord): View {
  return present({ name, ...times(record) })
}

export function associationView(association: AssociationRecord): View {
  return { ...associationFields(association), ...present(times(association)) }
}

export function associationFields({ name, prefix, properties_target }: AssociationColumns): View {
  return present({ name, prefix, properties_target })
}

function schemasView(schemas: Readonly<Record<string, PropertySchema>>): View {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, knownPart(schema)]))
}

function times({
  created_at,
  updated_at,
}: {
  readonly created_at: Timestamp
  readonly updated_at: Timestamp | null
}): View {
  return { created_at: isoTime(created_at), updated_at: updated_at && isoTime(updated_at) }
}

/** Without what is null: Glance leaves that out here. */
function present(view: View): View {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== null && value !== undefined))
}
