/** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC: what both databases are asked for. Sorts as text. */
export type Timestamp = string

export type Status =
  | 'queued'
  | 'saving'
  | 'uploading'
  | 'importing'
  | 'active'
  | 'deactivated'
  | 'killed'
  | 'pending_delete'
  | 'deleted'

export type Visibility = 'public' | 'private' | 'shared' | 'community'

/** A row of `images`, by Glance's own names. */
export interface ImageColumns {
  readonly id: string
  readonly name: string | null
  readonly status: Status
  readonly visibility: Visibility
  readonly disk_format: string | null
  readonly container_format: string | null
  readonly size: number | null
  readonly virtual_size: number | null
  readonly checksum: string | null
  readonly os_hash_algo: string | null
  readonly os_hash_value: string | null
  readonly min_disk: number
  readonly min_ram: number
  readonly owner: string | null
  readonly protected: boolean
  readonly os_hidden: boolean
  readonly created_at: Timestamp
  readonly updated_at: Timestamp
  readonly deleted_at: Timestamp | null
  readonly deleted: boolean
}

export interface LocationRecord {
  readonly id: number
  readonly url: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly status: string
}

/** Custom properties. Where the operator's schema lets it, one is there without a value. */
export type Properties = ReadonlyMap<string, string | null>

/** An image with everything that stands in the tables beside it. */
export interface ImageRecord extends ImageColumns {
  readonly properties: Properties
  readonly tags: readonly string[]
  readonly locations: readonly LocationRecord[]
}

export type MemberStatus = 'pending' | 'accepted' | 'rejected'

export interface MemberRecord {
  readonly image_id: string
  readonly member: string
  readonly status: MemberStatus
  readonly created_at: Timestamp
  readonly updated_at: Timestamp
}

/** Whose eyes a query sees through. */
export interface Viewer {
  readonly isAdmin: boolean
  readonly projectId: string | null
}

export type Operator = 'eq' | 'neq' | 'in' | 'gt' | 'gte' | 'lt' | 'lte'

export interface Condition {
  readonly column: keyof ImageColumns
  readonly operator: Operator
  /** An array for `in`. */
  readonly value: string | number | boolean | null | readonly (string | number)[]
}

export type SortKey =
  | 'name'
  | 'status'
  | 'container_format'
  | 'disk_format'
  | 'size'
  | 'id'
  | 'created_at'
  | 'updated_at'

/** A page of images. */
export interface ImageQuery {
  readonly viewer: Viewer
  /** Absent: the caller's own, public, and what is shared with the caller. */
  readonly visibility?: Visibility | 'all'
  /** Of images shared with the caller. */
  readonly memberStatus: MemberStatus | 'all'
  /** All of them must hold. */
  readonly where: readonly Condition[]
  /** Custom properties that the image must have with these values, all of them. */
  readonly properties: ReadonlyMap<string, string>
  /** All of them must be present. */
  readonly tags: readonly string[]
  /** Ends in `id`, so that the order is total. */
  readonly sort: readonly { readonly key: SortKey; readonly direction: 'asc' | 'desc' }[]
  /** The image after which the page begins. */
  readonly marker?: ImageRecord
  /** Images of the page, at most. */
  readonly limit: number
}
