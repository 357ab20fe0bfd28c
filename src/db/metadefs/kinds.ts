import type { Selectable } from 'kysely'
import { readJson, writeJson } from '../json.ts'
import type { MetadefObjectsTable, MetadefPropertiesTable } from '../schema.ts'
import type { DefinitionRow, Kind } from './definitions.ts'
import type {
  ObjectColumns,
  ObjectRecord,
  PropertyColumns,
  PropertyRecord,
  TagColumns,
  TagRecord,
} from './records.ts'

export const objectKind: Kind<Selectable<MetadefObjectsTable>, ObjectColumns, ObjectRecord> = {
  table: 'metadef_objects',
  toRow: ({ name, description = null, required = [], properties = {} }) => ({
    name,
    description,
    required: required.join(',') || null,
    json_schema: writeJson(properties),
  }),
  toRecord: ({ name, description, required, json_schema, created_at, updated_at }) => ({
    name,
    description,
    required: required ? required.split(',') : [],
    // Objects that were loaded from a file without properties have null there.
    properties: readJson(json_schema) ?? {},
    created_at,
    updated_at,
  }),
}

export const propertyKind: Kind<Selectable<MetadefPropertiesTable>, PropertyColumns, PropertyRecord> = {
  table: 'metadef_properties',
  toRow: ({ name, schema }) => ({ name, json_schema: writeJson(schema) }),
  toRecord: ({ name, json_schema, created_at, updated_at }) => ({
    name,
    schema: readJson(json_schema),
    created_at,
    updated_at,
  }),
}

export const tagKind: Kind<DefinitionRow, TagColumns, TagRecord> = {
  table: 'metadef_tags',
  toRow: ({ name }) => ({ name }),
  toRecord: ({ id, name, created_at, updated_at }) => ({ id, name, created_at, updated_at }),
}
