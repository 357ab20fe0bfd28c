import { type RawBuilder, sql } from 'kysely'
import { isLive } from './conditions.ts'
import type { Engine } from './engine.ts'
import { type ImageRow, toColumns } from './image-row.ts'
import type { ImageRecord, LocationRecord } from './records.ts'

/** A row of `images`, and the rows that belong to it of the tables beside, as lists of lists in JSON: a page is one query. */
export interface WholeRow extends ImageRow {
  readonly all_properties: string | null
  readonly all_tags: string | null
  readonly all_locations: string | null
  /** Of the state of the database in which the row was read. */
  readonly mark: string | null
}

/** What makes a row of images a whole one. `id` is the column with the id of the image. */
export function besides(engine: Engine, id: string) {
  return [
    rowsOf(engine, id, 'image_properties', ['name', 'value']).as('all_properties'),
    rowsOf(engine, id, 'image_tags', ['value']).as('all_tags'),
    rowsOf(engine, id, 'image_locations', ['id', 'value', 'meta_data', 'status']).as('all_locations'),
    sql<string | null>`${sql.raw(engine.differences.mark)}`.as('mark'),
  ] as const
}

function rowsOf(
  engine: Engine,
  id: string,
  table: string,
  columns: readonly string[],
): RawBuilder<string | null> {
  const { array, arrayOfRows } = engine.differences.json
  const wanted = sql.join(columns.map(column => sql.ref(column)))
  const rows = sql`select ${wanted} from ${sql.table(table)}
    where image_id = ${sql.ref(id)} and ${isLive(engine, `${table}.deleted`)} order by ${sql.ref(`${table}.id`)}`
  return sql`(select cast(${sql.raw(arrayOfRows)}(${sql.raw(array)}(${wanted})) as text) from (${rows}) as beside)`
}

export function wholeImage(row: WholeRow): ImageRecord {
  return {
    ...toColumns(row),
    properties: new Map(rowsIn<[name: string, value: string | null]>(row.all_properties)),
    tags: rowsIn<[value: string]>(row.all_tags).map(([tag]) => tag),
    locations: rowsIn<LocationRow>(row.all_locations).map(toLocation),
  }
}

type LocationRow = [id: number, url: string, metadata: string | null, status: string]

function toLocation([id, url, metadata, status]: LocationRow): LocationRecord {
  return { id, url, metadata: metadata === null ? {} : JSON.parse(metadata), status }
}

function rowsIn<Row>(json: string | null): readonly Row[] {
  return json === null || json === '[]' ? [] : JSON.parse(json)
}
