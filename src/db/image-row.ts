import type { Selectable } from 'kysely'
import type { ImageColumns, Timestamp } from './records.ts'
import type { ImagesTable } from './schema.ts'

export type ImageRow = Selectable<ImagesTable>

/** In the order of `ImageValues`. */
export const imageColumns = [
  'id',
  'name',
  'status',
  'visibility',
  'disk_format',
  'container_format',
  'size',
  'virtual_size',
  'checksum',
  'os_hash_algo',
  'os_hash_value',
  'min_disk',
  'min_ram',
  'owner',
  'protected',
  'os_hidden',
  'created_at',
  'updated_at',
  'deleted_at',
  'deleted',
] as const satisfies readonly (keyof ImageRow)[]

type ValuesOf<Names extends readonly (keyof ImageRow)[]> = {
  readonly [Index in keyof Names]: ImageRow[Names[Index]]
}

/** A row without the names of its columns, as either database writes it as JSON. */
export type ImageValues = ValuesOf<typeof imageColumns>

/** The columns with booleans and times as such. */
export function toColumns([
  id,
  name,
  status,
  visibility,
  disk_format,
  container_format,
  size,
  virtual_size,
  checksum,
  os_hash_algo,
  os_hash_value,
  min_disk,
  min_ram,
  owner,
  isProtected,
  os_hidden,
  created_at,
  updated_at,
  deleted_at,
  deleted,
]: ImageValues): ImageColumns {
  return {
    id,
    name,
    status,
    visibility,
    disk_format,
    container_format,
    size,
    virtual_size,
    checksum,
    os_hash_algo,
    os_hash_value,
    min_disk,
    min_ram,
    owner,
    protected: Boolean(isProtected),
    os_hidden: Boolean(os_hidden),
    created_at: readTime(created_at),
    updated_at: readTime(updated_at ?? created_at),
    deleted_at: deleted_at && readTime(deleted_at),
    deleted: Boolean(deleted),
  }
}

/** PostgreSQL writes a T into times, and leaves out the zeros at their end. */
function readTime(text: string): Timestamp {
  if (text[10] !== 'T') return text
  const time = text.slice(11)
  return `${text.slice(0, 10)} ${(time.includes('.') ? time : `${time}.`).padEnd(15, '0')}`
}
