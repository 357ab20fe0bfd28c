import type { Selectable } from 'kysely'
import type { ImageColumns } from './records.ts'
import type { ImagesTable } from './schema.ts'

export type ImageRow = Selectable<ImagesTable>

/** The columns with booleans as such, whichever database they come from. */
export function toColumns(row: ImageRow): ImageColumns {
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    visibility: row.visibility,
    disk_format: row.disk_format,
    container_format: row.container_format,
    size: row.size,
    virtual_size: row.virtual_size,
    checksum: row.checksum,
    os_hash_algo: row.os_hash_algo,
    os_hash_value: row.os_hash_value,
    min_disk: row.min_disk,
    min_ram: row.min_ram,
    owner: row.owner,
    protected: Boolean(row.protected),
    os_hidden: Boolean(row.os_hidden),
    created_at: row.created_at,
    updated_at: row.updated_at ?? row.created_at,
    deleted_at: row.deleted_at,
    deleted: Boolean(row.deleted),
  }
}
