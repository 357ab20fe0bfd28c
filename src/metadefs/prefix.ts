import type { ObjectRecord, PropertyRecord } from '../db/metadefs/records.ts'

interface Contents {
  readonly properties: readonly PropertyRecord[]
  readonly objects: readonly ObjectRecord[]
}

/** The namespace with properties as they are called on resources of a type. */
export function prefixed<Namespace extends Contents>(whole: Namespace, prefix: string): Namespace {
  return {
    ...whole,
    properties: whole.properties.map(property => ({ ...property, name: prefix + property.name })),
    objects: whole.objects.map(object => ({
      ...object,
      required: object.required.map(name => prefix + name),
      properties: Object.fromEntries(
        Object.entries(object.properties).map(([name, schema]) => [prefix + name, schema]),
      ),
    })),
  }
}
