import type { IncomingMessage } from 'node:http'
import type {
  AssociationColumns,
  ObjectColumns,
  PropertyColumns,
  PropertySchema,
  TagColumns,
} from '../../db/metadefs/records.ts'
import { Fault } from '../../errors.ts'
import {
  knownPart,
  type NamespaceContents,
  type NamespaceDocument,
  refuseUnreadable,
} from '../../metadefs/index.ts'
import { readJsonObject } from '../body.ts'
import type { Schemas } from '../schemas/index.ts'

const times = ['created_at', 'updated_at']
const linksAndTimes = ['self', 'schema', ...times]

export async function readNamespace(req: IncomingMessage, { validate }: Schemas): Promise<NamespaceDocument> {
  const body = await readWritable(req, linksAndTimes)
  validate.namespace(body)
  const namespace = body as unknown as NamespaceDocument
  for (const association of namespace.resource_type_associations ?? []) validate.resourceType(association)
  for (const tag of namespace.tags ?? []) validate.tag(tag)
  for (const object of namespace.objects ?? []) checkObject(object, validate)
  for (const [name, schema] of Object.entries(namespace.properties ?? {})) {
    checkNested(schema, validate)
    refuseLongName(name)
  }
  return namespace
}

export function contentsOf(body: NamespaceDocument): NamespaceContents {
  return {
    associations: body.resource_type_associations ?? [],
    objects: (body.objects ?? []).map(keepKnown),
    properties: Object.entries(body.properties ?? {}).map(([name, schema]) => ({
      name,
      schema: knownPart(schema),
    })),
    tags: body.tags ?? [],
  }
}

export async function readObject(req: IncomingMessage, { validate }: Schemas): Promise<ObjectColumns> {
  const body = await readWritable(req, linksAndTimes)
  checkObject(body, validate)
  return keepKnown(body as unknown as ObjectColumns)
}

export async function readProperty(req: IncomingMessage, { validate }: Schemas): Promise<PropertyColumns> {
  const body = await readWritable(req, times)
  validate.property(body)
  refuseUnreadable(body)
  return { name: String(body.name), schema: knownPart(body) }
}

export async function readTag(req: IncomingMessage, { validate }: Schemas): Promise<TagColumns> {
  const body = await readWritable(req, times)
  validate.tag(body)
  return { name: String(body.name) }
}

/** Names of tags. */
export async function readTags(req: IncomingMessage, { validate }: Schemas): Promise<readonly string[]> {
  const body = await readWritable(req, times)
  validate.tags(body)
  return (body.tags as readonly TagColumns[]).map(({ name }) => name)
}

export async function readAssociation(
  req: IncomingMessage,
  { validate }: Schemas,
): Promise<AssociationColumns> {
  const body = await readWritable(req, times)
  validate.resourceType(body)
  return body as unknown as AssociationColumns
}

async function readWritable(
  req: IncomingMessage,
  readOnly: readonly string[],
): Promise<Record<string, unknown>> {
  const body = await readJsonObject(req)
  for (const field of readOnly) {
    if (field in body) throw new Fault('Forbidden', `Attribute '${field}' is read-only.`)
  }
  return body
}

function checkObject(object: unknown, validate: Schemas['validate']): void {
  validate.object(object)
  const { properties = {} } = object as ObjectColumns
  for (const schema of Object.values(properties)) checkNested(schema, validate)
}

const longestName = 80

function refuseLongName(name: string): void {
  if (name.length <= longestName) return
  throw new Fault('Invalid', `Provided object does not match schema 'property': '${name}' is too long`)
}

/** A property whose name is the key that it stands under. */
function checkNested(schema: PropertySchema, validate: Schemas['validate']): void {
  validate.nestedProperty(schema)
  refuseUnreadable(schema)
}

function keepKnown(object: ObjectColumns): ObjectColumns {
  const { name, description, required, properties } = object
  const known =
    properties &&
    Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, knownPart(schema)]))
  return { name, description, required, properties: known }
}
