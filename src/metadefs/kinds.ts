import type { Database } from '../db/database.ts'
import type { Definitions } from '../db/metadefs/metadefs.ts'
import type {
  ObjectColumns,
  ObjectRecord,
  PropertyColumns,
  PropertyRecord,
  TagColumns,
  TagRecord,
} from '../db/metadefs/records.ts'
import { noSuchNamespace } from './find-namespace.ts'

/** What is different between objects, properties and tags, as far as the use cases care: rules of the policy, and words. */
export interface Kind<Columns extends { readonly name: string }, Found> {
  readonly noun: 'object' | 'property' | 'tag'
  readonly rules: Readonly<Record<'list' | 'show' | 'add' | 'update' | 'remove', string>>
  /** Asked for besides before a list shows anything. */
  readonly entryRule?: string
  /** What emptying a namespace of them takes. */
  readonly clearRules: readonly string[]
  in(db: Database): Definitions<Columns, Found>
  /** What is said where the namespace is nowhere, if not what is said where it is hidden. */
  readonly missingNamespace?: (namespace: string) => string
  missing(name: string): string
  duplicate(name: string, namespace: string): string
  /** Of a new name; as `duplicate` where absent. */
  readonly clash?: (name: string, namespace: string) => string
}

export const objectKind: Kind<ObjectColumns, ObjectRecord> = {
  noun: 'object',
  rules: {
    list: 'get_metadef_objects',
    show: 'get_metadef_object',
    add: 'add_metadef_object',
    update: 'modify_metadef_object',
    remove: 'delete_metadef_object',
  },
  entryRule: 'get_metadef_object',
  clearRules: ['delete_metadef_namespace'],
  in: db => db.metadefs.objects,
  missingNamespace: noSuchNamespace,
  missing: name => `Could not find metadata object ${name}`,
  ...refusals('object'),
}

export const propertyKind: Kind<PropertyColumns, PropertyRecord> = {
  noun: 'property',
  rules: {
    list: 'get_metadef_properties',
    show: 'get_metadef_property',
    add: 'add_metadef_property',
    update: 'modify_metadef_property',
    remove: 'remove_metadef_property',
  },
  clearRules: ['delete_metadef_namespace'],
  in: db => db.metadefs.properties,
  missing: name => `Could not find property ${name}`,
  ...refusals('property'),
}

export const tagKind: Kind<TagColumns, TagRecord> = {
  noun: 'tag',
  rules: {
    list: 'get_metadef_tags',
    show: 'get_metadef_tag',
    add: 'add_metadef_tag',
    update: 'modify_metadef_tag',
    remove: 'delete_metadef_tag',
  },
  clearRules: ['delete_metadef_namespace', 'delete_metadef_tags'],
  in: db => db.metadefs.tags,
  missing: name => `Could not find metadata tag ${name}`,
  duplicate: (name, namespace) =>
    `A metadata tag with name=${name} already exists in namespace=${namespace}. ` +
    '(Please note that metadata tag names are case insensitive).',
}

/** What is said of names that are taken. */
function refusals(noun: 'object' | 'property') {
  return {
    duplicate: (name: string, namespace: string) =>
      `A metadata definition ${noun} with name=${name} already exists in namespace=${namespace}.`,
    clash: (name: string, namespace: string) =>
      `Invalid update. It would result in a duplicate metadata definition ${noun} with the same name=${name} ` +
      `in namespace=${namespace}.`,
  }
}
