import type { Timestamp, Viewer } from '../records.ts'

interface Times {
  readonly created_at: Timestamp
  /** Null until something loaded from a file has been changed. */
  readonly updated_at: Timestamp | null
}

export type NamespaceVisibility = 'public' | 'private'

export interface NamespaceColumns {
  readonly namespace: string
  readonly display_name: string | null
  readonly description: string | null
  readonly visibility: NamespaceVisibility
  readonly protected: boolean
  readonly owner: string
}

export interface NamespaceRecord extends NamespaceColumns, Times {
  readonly id: number
}

/** What a property's values may be: JSON schema, in the part of it that Glance knows. */
export type PropertySchema = Readonly<Record<string, unknown>>

export interface ObjectColumns {
  readonly name: string
  readonly description?: string | null
  /** Names of properties. */
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, PropertySchema>>
}

export interface ObjectRecord extends Required<ObjectColumns>, Times {}

export interface PropertyColumns {
  readonly name: string
  readonly schema: PropertySchema
}

export interface PropertyRecord extends PropertyColumns, Times {}

export interface TagColumns {
  readonly name: string
}

export interface TagRecord extends TagColumns, Times {
  readonly id: number
}

export interface AssociationColumns {
  /** Name of the resource type. */
  readonly name: string
  /** What the names of properties begin with on resources of this type. */
  readonly prefix?: string | null
  readonly properties_target?: string | null
}

export interface AssociationRecord extends Required<AssociationColumns>, Times {}

export interface ResourceTypeRecord extends Times {
  readonly name: string
}

/** Part of a list in the order of one column. Equals come in the order in which they were made. */
export interface PageQuery<Key extends string> {
  readonly sortKey: Key
  readonly direction: 'asc' | 'desc'
  /** Id of the row after which the page begins. */
  readonly marker?: number
  readonly limit?: number
}

export type NamespaceSortKey = keyof NamespaceColumns | 'created_at' | 'updated_at' | 'id'
export type TagSortKey = 'name' | 'created_at' | 'updated_at' | 'id'

export interface NamespaceQuery extends PageQuery<NamespaceSortKey> {
  readonly viewer: Viewer
  readonly visibility?: NamespaceVisibility
  /** Associated with one of these at least. */
  readonly resourceTypes?: readonly string[]
}
