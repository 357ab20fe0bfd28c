import type {
  AssociationColumns,
  AssociationRecord,
  NamespaceColumns,
  NamespaceQuery,
  NamespaceRecord,
  ObjectColumns,
  ObjectRecord,
  PageQuery,
  PropertyColumns,
  PropertyRecord,
  ResourceTypeRecord,
  TagColumns,
  TagRecord,
  TagSortKey,
} from './records.ts'

/** The catalog of metadata definitions. */
export interface Metadefs {
  readonly namespaces: Namespaces
  readonly objects: Definitions<ObjectColumns, ObjectRecord>
  readonly properties: Definitions<PropertyColumns, PropertyRecord>
  readonly tags: MetadefTags
  readonly resourceTypes: ResourceTypes
}

export interface Namespaces {
  /** Throws `Duplicate`. */
  insert(namespace: NamespaceColumns): Promise<NamespaceRecord>
  /** Who may see it is the caller's business. */
  find(name: string): Promise<NamespaceRecord | undefined>
  list(query: NamespaceQuery): Promise<readonly NamespaceRecord[]>
  /** Undefined when it is gone. Throws `Duplicate` where the new name is taken. */
  update(id: number, namespace: NamespaceColumns): Promise<NamespaceRecord | undefined>
  /** With everything in it; false when it is gone. */
  delete(id: number): Promise<boolean>
}

/** Definitions of one kind. Their names are unique in their namespace. */
export interface Definitions<Columns, Record> {
  /** By name. */
  list(namespaceId: number): Promise<readonly Record[]>
  find(namespaceId: number, name: string): Promise<Record | undefined>
  /** Undefined when the namespace is gone. Throws `Duplicate`. */
  insert(namespaceId: number, columns: Columns): Promise<Record | undefined>
  /** Replaces the whole, its name included; undefined when it is gone. Throws `Duplicate` where the new name is taken. */
  update(namespaceId: number, name: string, columns: Columns): Promise<Record | undefined>
  /** False when it was not there. */
  delete(namespaceId: number, name: string): Promise<boolean>
  clear(namespaceId: number): Promise<void>
}

export interface MetadefTags extends Definitions<TagColumns, TagRecord> {
  page(namespaceId: number, query: PageQuery<TagSortKey>): Promise<readonly TagRecord[]>
}

export interface ResourceTypes {
  /** Every type that was ever associated with a namespace. */
  list(): Promise<readonly ResourceTypeRecord[]>
  /** Id of the namespace -> its associations, oldest first. */
  associations(namespaceIds: readonly number[]): Promise<ReadonlyMap<number, readonly AssociationRecord[]>>
  /** Makes the type where there is none. Undefined when the namespace is gone. Throws `Duplicate`. */
  associate(namespaceId: number, association: AssociationColumns): Promise<AssociationRecord | undefined>
  /** Undefined when there is no such association. */
  change(namespaceId: number, association: AssociationColumns): Promise<AssociationRecord | undefined>
  /** False when there was no such association. The type stays. */
  dissociate(namespaceId: number, name: string): Promise<boolean>
}
