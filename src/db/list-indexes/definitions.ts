import type { DialectName } from '../tables/table.ts'

/** An index of ours, beside Glance's. */
export interface ListIndex {
  readonly name: string
  readonly table: string
  readonly columns: string
  /** Of which rows, if not of all. */
  readonly where?: string
}

/** PostgreSQL's index entries are no longer than a third of a page, whereas values are of any length. */
export const indexedCharacters = 200

/** A column of images as our index on it has it. Written like this, PostgreSQL cannot mistake Glance's own index on the column,
 * by which images would have to be sorted, for ours. */
export function keyIn(dialect: DialectName, column: string): string {
  if (dialect === 'sqlite') return column
  if (column === 'owner') return 'owner collate "C"'
  // The first of all: it is what it is.
  if (column === 'visibility') return "greatest(visibility, 'private')"
  return column
}

/** All that it takes for lists of any choice and order to cost what a page costs. */
export function listIndexes(dialect: DialectName): readonly ListIndex[] {
  const onServer = dialect === 'postgresql'
  const empty = onServer ? ' nulls first' : ''
  return [
    { ...ofImages('owner'), columns: `${keyIn(dialect, 'owner')}, created_at, id` },
    { ...ofImages('visibility'), columns: `${keyIn(dialect, 'visibility')}, created_at, id` },
    ofImages('status'),
    ofImages('name', empty),
    ofImages('size', empty),
    ofImages('disk_format', empty),
    ofImages('container_format', empty),
    { name: 'glasspaste_tags_value', table: 'image_tags', columns: 'value, image_id, deleted' },
    {
      name: 'glasspaste_properties_value',
      table: 'image_properties',
      columns: 'name, value, image_id, deleted',
      ...(onServer ? { where: `length(value) <= ${indexedCharacters}` } : {}),
    },
    { name: 'glasspaste_members_member', table: 'image_members', columns: 'member, image_id' },
  ]
}

/** Gives the images of one value by their creation, and all images by the value. */
function ofImages(column: string, empty = ''): ListIndex {
  return {
    name: `glasspaste_images_${column}`,
    table: 'images',
    columns: `${column}${empty}, created_at, id`,
  }
}
