import type { ColumnType, Generated } from 'kysely'
import type { MemberStatus, Status, Timestamp, Visibility } from './records.ts'

/** SQLite keeps booleans as 0 and 1; both databases take booleans. */
export type Flag = ColumnType<boolean | 0 | 1, boolean, boolean>
type DefaultFlag = ColumnType<boolean | 0 | 1, boolean | undefined, boolean>
/** JSON as text. */
type Json = string

interface Times {
  created_at: Timestamp
  updated_at: Timestamp | null
}

interface SoftDeleted extends Times {
  deleted_at: Timestamp | null
  deleted: Flag
}

interface ImageChild extends SoftDeleted {
  id: Generated<number>
  image_id: string
}

export interface ImagesTable extends SoftDeleted {
  id: string
  name: string | null
  size: number | null
  status: Status
  disk_format: string | null
  container_format: string | null
  checksum: string | null
  owner: string | null
  min_disk: number
  min_ram: number
  protected: DefaultFlag
  virtual_size: number | null
  visibility: ColumnType<Visibility, Visibility | undefined, Visibility>
  os_hidden: DefaultFlag
  os_hash_algo: string | null
  os_hash_value: string | null
}

export interface ImagePropertiesTable extends ImageChild {
  name: string
  value: string | null
}

export interface ImageTagsTable extends ImageChild {
  value: string
}

export interface ImageLocationsTable extends ImageChild {
  value: string
  meta_data: Json | null
  status: ColumnType<string, string | undefined, string>
}

export interface ImageMembersTable extends ImageChild {
  member: string
  can_share: Flag
  status: ColumnType<MemberStatus, MemberStatus | undefined, MemberStatus>
}

export interface TasksTable extends SoftDeleted {
  id: string
  type: string
  status: string
  owner: string
  expires_at: Timestamp | null
  image_id: string | null
  request_id: string | null
  user_id: string | null
}

export interface TaskInfoTable {
  task_id: string
  input: Json | null
  result: Json | null
  message: string | null
}

export interface NodeReferenceTable {
  node_reference_id: Generated<number>
  node_reference_url: string
}

export interface CachedImagesTable {
  id: Generated<number>
  image_id: string
  last_accessed: Timestamp
  last_modified: Timestamp
  size: number
  hits: number
  checksum: string | null
  node_reference_id: number
}

export interface MetadefNamespacesTable extends Times {
  id: Generated<number>
  namespace: string
  display_name: string | null
  description: string | null
  visibility: string | null
  protected: ColumnType<boolean | 0 | 1 | null, boolean | null | undefined, boolean | null>
  owner: string
}

export interface MetadefResourceTypesTable extends Times {
  id: Generated<number>
  name: string
  protected: Flag
}

export interface MetadefNamespaceResourceTypesTable extends Times {
  resource_type_id: number
  namespace_id: number
  properties_target: string | null
  prefix: string | null
}

interface NamespaceChild extends Times {
  id: Generated<number>
  namespace_id: number
  name: string
}

export interface MetadefObjectsTable extends NamespaceChild {
  description: string | null
  required: string | null
  json_schema: Json
}

export interface MetadefPropertiesTable extends NamespaceChild {
  json_schema: Json
}

export type MetadefTagsTable = NamespaceChild

/** Glance's tables, by Glance's names. How they are made: `tables/`. */
export interface Schema {
  alembic_version: { version_num: string }
  images: ImagesTable
  image_properties: ImagePropertiesTable
  image_tags: ImageTagsTable
  image_locations: ImageLocationsTable
  image_members: ImageMembersTable
  tasks: TasksTable
  task_info: TaskInfoTable
  node_reference: NodeReferenceTable
  cached_images: CachedImagesTable
  metadef_namespaces: MetadefNamespacesTable
  metadef_resource_types: MetadefResourceTypesTable
  metadef_namespace_resource_types: MetadefNamespaceResourceTypesTable
  metadef_objects: MetadefObjectsTable
  metadef_properties: MetadefPropertiesTable
  metadef_tags: MetadefTagsTable
}
