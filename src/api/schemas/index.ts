import type { Config } from '../../config/config.ts'
import { formatOptions } from '../../images/options.ts'
import { loadCustomProperties } from './custom-properties.ts'
import { baseProperties, imageSchema } from './image.ts'
import { locationSchema } from './location.ts'
import { memberSchema } from './member.ts'
import {
  listedPropertySchema,
  namespaceSchema,
  nestedPropertySchema,
  objectSchema,
  propertySchema,
  resourceTypeSchema,
  tagListSchema,
  tagSchema,
} from './metadefs.ts'
import { type JsonSchema, listOf, mapOf, pagesOf } from './schema.ts'
import { taskSchema, taskSummarySchema } from './task.ts'
import { type Validate, validatorFactory } from './validator.ts'

/** The schemas as they are published, and the checks made from them. */
export interface Schemas {
  /** JSON text by path below `/v2/schemas/`. */
  readonly published: ReadonlyMap<string, string>
  readonly validate: {
    readonly image: Validate
    /** Some properties of an image, whatever else it must have. */
    readonly imagePart: Validate
    readonly location: Validate
    readonly namespace: Validate
    readonly object: Validate
    readonly property: Validate
    /** Of a property that has its name from the key that it stands under. */
    readonly nestedProperty: Validate
    readonly tag: Validate
    readonly tags: Validate
    readonly resourceType: Validate
    readonly task: Validate
  }
}

export async function loadSchemas(config: Config): Promise<Schemas> {
  const formats = config.read(formatOptions)
  const custom = await loadCustomProperties(config, baseProperties(formats))
  const image = imageSchema(formats, custom)
  const validator = validatorFactory()
  return {
    published: new Map(
      Object.entries(publishedFor(image)).map(([path, schema]) => [path, JSON.stringify(schema)]),
    ),
    validate: {
      // A fault in the operator's own properties must stop the start.
      image: validator(image, Object.keys(custom.properties).length > 0 ? 'eager' : undefined),
      imagePart: validator({ ...image, required: [] }),
      location: validator(locationSchema),
      namespace: validator(namespaceSchema),
      object: validator(objectSchema),
      property: validator(propertySchema),
      nestedProperty: validator(nestedPropertySchema),
      tag: validator(tagSchema),
      tags: validator(tagListSchema),
      resourceType: validator(resourceTypeSchema),
      task: validator({ ...taskSchema, additionalProperties: false }),
    },
  }
}

function publishedFor(image: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return {
    image,
    images: pagesOf('images', image),
    member: memberSchema,
    members: listOf('members', memberSchema),
    task: taskSchema,
    tasks: listOf('tasks', taskSummarySchema),
    'metadefs/namespace': namespaceSchema,
    'metadefs/namespaces': pagesOf('namespaces', namespaceSchema),
    'metadefs/object': objectSchema,
    'metadefs/objects': pagesOf('objects', objectSchema),
    'metadefs/property': propertySchema,
    'metadefs/properties': mapOf('properties', listedPropertySchema),
    'metadefs/resource_type': resourceTypeSchema,
    'metadefs/resource_types': pagesOf('resource_type_associations', resourceTypeSchema),
    'metadefs/tag': tagSchema,
    'metadefs/tags': pagesOf('tags', tagSchema),
  }
}
