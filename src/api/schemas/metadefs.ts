import { type JsonSchema, readOnly } from './schema.ts'

const name = { type: 'string', maxLength: 80 }
const text = { type: 'string' }
const strings = { type: 'array', items: text }
const ref = (definition: string): JsonSchema => ({ $ref: `#/definitions/${definition}` })

function moments(subject: string): Readonly<Record<string, JsonSchema>> {
  const moment = { type: 'string', readOnly: true, format: 'date-time' }
  return {
    created_at: { ...moment, description: `When the ${subject} was added` },
    updated_at: { ...moment, description: `When the ${subject} last changed` },
  }
}

const ownLinks = { schema: readOnly(text), self: readOnly(text) }

const valueType = {
  type: 'string',
  enum: ['array', 'boolean', 'integer', 'number', 'object', 'string', null],
}

/** What a definition may say about the values of a property. */
const propertyFields: Readonly<Record<string, JsonSchema>> = {
  name,
  title: text,
  description: text,
  operators: strings,
  type: valueType,
  required: ref('stringArray'),
  minimum: { type: 'number' },
  maximum: { type: 'number' },
  maxLength: ref('positiveInteger'),
  minLength: ref('positiveIntegerDefault0'),
  pattern: { type: 'string', format: 'regex' },
  enum: { type: 'array' },
  readonly: { type: 'boolean' },
  default: {},
  items: { type: 'object', properties: { type: valueType, enum: { type: 'array' } } },
  maxItems: ref('positiveInteger'),
  minItems: ref('positiveIntegerDefault0'),
  uniqueItems: { type: 'boolean', default: false },
  additionalItems: { type: 'boolean' },
}

const counts: Readonly<Record<string, JsonSchema>> = {
  positiveInteger: { type: 'integer', minimum: 0 },
  positiveIntegerDefault0: { allOf: [ref('positiveInteger'), { default: 0 }] },
}

/** Properties by name, inside a namespace or an object. */
const propertyMap: Readonly<Record<string, JsonSchema>> = {
  ...counts,
  stringArray: { ...strings, uniqueItems: true },
  property: {
    type: 'object',
    additionalProperties: { type: 'object', required: ['title', 'type'], properties: propertyFields },
  },
}

export const namespaceSchema: JsonSchema = {
  name: 'namespace',
  properties: {
    namespace: { ...name, description: 'Name that no other namespace has' },
    display_name: { ...name, description: 'Name for people to read' },
    description: { type: 'string', description: 'What the namespace is for', maxLength: 500 },
    visibility: { type: 'string', description: 'Who may see the namespace', enum: ['public', 'private'] },
    protected: { type: 'boolean', description: 'Whether the namespace refuses to be deleted' },
    owner: { type: 'string', description: 'Project that owns the namespace', maxLength: 255 },
    ...moments('namespace'),
    ...ownLinks,
    resource_type_associations: {
      type: 'array',
      items: { type: 'object', properties: { name: text, prefix: text, properties_target: text } },
    },
    properties: ref('property'),
    objects: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          name: text,
          description: text,
          required: ref('stringArray'),
          properties: ref('property'),
        },
      },
    },
    tags: { type: 'array', items: { type: 'object', properties: { name: text } } },
  },
  additionalProperties: false,
  definitions: propertyMap,
  required: ['namespace'],
}

export const objectSchema: JsonSchema = {
  name: 'object',
  properties: {
    name,
    description: text,
    required: ref('stringArray'),
    properties: ref('property'),
    ...ownLinks,
    ...moments('object'),
  },
  additionalProperties: false,
  definitions: propertyMap,
  required: ['name'],
}

const propertyDefinitions = { ...counts, stringArray: { ...strings, minItems: 1, uniqueItems: true } }

/** As it stands in a list, where its name is the key. */
export const listedPropertySchema: JsonSchema = {
  name: 'property',
  properties: propertyFields,
  additionalProperties: false,
  definitions: propertyDefinitions,
  required: ['type', 'title'],
}

/** As it comes inside a namespace or an object. */
export const nestedPropertySchema: JsonSchema = {
  ...listedPropertySchema,
  properties: { ...propertyFields, confidential: { type: 'boolean' } },
}

export const propertySchema: JsonSchema = { ...listedPropertySchema, required: ['type', 'title', 'name'] }

export const tagSchema: JsonSchema = {
  name: 'tag',
  properties: { name, ...moments('tag') },
  additionalProperties: false,
  required: ['name'],
}

/** What `POST …/tags` takes. */
export const tagListSchema: JsonSchema = {
  name: 'tags',
  properties: {
    tags: {
      type: 'array',
      items: { type: 'object', properties: { name }, required: ['name'], additionalProperties: false },
    },
  },
  additionalProperties: false,
  required: ['tags'],
}

export const resourceTypeSchema: JsonSchema = {
  name: 'resource_type_association',
  properties: {
    name: { ...name, description: 'Resource type, best named as Heat names it' },
    prefix: {
      ...name,
      description: 'What the names of the properties begin with on this resource type, separator included',
    },
    properties_target: {
      ...name,
      description: 'Which of several sets of key-value pairs of the resource is meant',
    },
    ...moments('association'),
  },
  additionalProperties: false,
  required: ['name'],
}
