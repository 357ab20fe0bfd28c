/** A JSON schema, with the members that Glance adds: `name`, `links`, and `is_base` on an operator's own properties. */
export interface JsonSchema {
  readonly name?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly required?: readonly string[]
  readonly definitions?: Readonly<Record<string, JsonSchema>>
  readonly links?: readonly Link[]
  readonly [keyword: string]: unknown
}

export interface Link {
  readonly rel: string
  readonly href: string
}

export const uuidPattern =
  '^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$'

/** A property that only the service writes. */
export function readOnly(schema: JsonSchema): JsonSchema {
  return { ...schema, readOnly: true }
}

const paging = { first: { type: 'string' }, next: { type: 'string' } }
const schemaLink = { schema: { type: 'string' } }
const describedBy = { rel: 'describedby', href: '{schema}' }
const pageLinks = [{ rel: 'first', href: '{first}' }, { rel: 'next', href: '{next}' }, describedBy]

/** Pages of items. Definitions that the items refer to stand at the root. */
export function pagesOf(name: string, item: JsonSchema): JsonSchema {
  const { definitions, ...items } = item
  return {
    name,
    properties: { [name]: { type: 'array', items }, ...paging, ...schemaLink },
    links: pageLinks,
    ...(definitions && { definitions }),
  }
}

/** A list that comes whole. */
export function listOf(name: string, item: JsonSchema): JsonSchema {
  return {
    name,
    properties: { [name]: { type: 'array', items: item }, ...schemaLink },
    links: [describedBy],
  }
}

/** Pages of items by name. */
export function mapOf(name: string, item: JsonSchema): JsonSchema {
  const { definitions, ...additionalProperties } = item
  return {
    name,
    properties: { [name]: { type: 'object', additionalProperties }, ...paging, ...schemaLink },
    links: pageLinks,
    ...(definitions && { definitions }),
  }
}
