import type { AssociationColumns, ObjectColumns, PropertySchema, TagColumns } from '../db/metadefs/records.ts'
import type { NamespaceDraft } from './create-namespace.ts'

/** A namespace with all that is in it, as clients send it and files hold it. */
export type NamespaceDocument = NamespaceDraft & {
  readonly resource_type_associations?: readonly AssociationColumns[]
  readonly properties?: Readonly<Record<string, PropertySchema>>
  readonly objects?: readonly ObjectColumns[]
  readonly tags?: readonly TagColumns[]
}
