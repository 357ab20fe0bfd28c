import type { PropertySchema } from '../db/metadefs/records.ts'
import { Fault } from '../errors.ts'
import { exactText, keepExact } from '../exact-numbers.ts'

const fields = [
  'name',
  'type',
  'title',
  'description',
  'operators',
  'default',
  'readonly',
  'minimum',
  'maximum',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'confidential',
  'items',
  'uniqueItems',
  'minItems',
  'maxItems',
  'additionalItems',
]

/** What Glance knows of a schema, in its order. Defaults are text, whatever the type of the property. */
export function knownPart(schema: PropertySchema): PropertySchema {
  const known = fields.filter(field => field in schema)
  const part = Object.fromEntries(
    known.map(field => [field, field === 'default' ? defaultText(schema) : schema[field]]),
  )
  return keepExact(part, schema, wholeNumber)
}

/** Glance takes bounds for whole numbers. */
const wholeNumber = /^-?\d+$/

/** As Python writes it. */
function defaultText(schema: PropertySchema): unknown {
  const value = schema.default
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'number' ? (exactText(schema, 'default') ?? String(value)) : value
}

/** Refuses what passes the schema of schemas, but could not be read again by every Glance on this database. */
export function refuseUnreadable(schema: PropertySchema): void {
  const unknown = Object.keys(schema).find(field => !fields.includes(field))
  if (unknown !== undefined) throw new Fault('Invalid', `Unknown attribute: ${unknown}`)
  refuseUnreadableValues('enum', schema.enum)
  if (schema.items !== undefined) refuseUnreadableItems(schema.items as Readonly<Record<string, unknown>>)
}

function refuseUnreadableItems(items: Readonly<Record<string, unknown>>): void {
  if (!('type' in items)) throw new Fault('Invalid', "Mandatory field missing: 'type' of 'items'")
  const unknown = Object.keys(items).find(field => field !== 'type' && field !== 'enum')
  if (unknown !== undefined) throw new Fault('Invalid', `Unknown attribute: items.${unknown}`)
  refuseUnreadableValues('items.enum', items.enum)
}

function refuseUnreadableValues(field: string, values: unknown = []): void {
  if ((values as readonly unknown[]).every(value => typeof value === 'string' || value === null)) return
  throw new Fault('Invalid', `Invalid input for field/attribute ${field}: its values must be strings`)
}
