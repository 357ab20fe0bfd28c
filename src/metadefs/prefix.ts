import type { WholeNamespace } from './show-namespace.ts'

/** The namespace with properties as they are called on resources of a type. */
export function prefixed(whole: WholeNamespace, prefix: string): WholeNamespace {
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
