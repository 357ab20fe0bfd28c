import { type RawBuilder, sql } from 'kysely'
import { isLive } from './conditions.ts'
import type { Engine } from './engine.ts'
import { type ImageValues, imageColumns, toColumns } from './image-row.ts'
import { readJson } from './json.ts'
import type { LocationCipher } from './location-cipher.ts'
import type { ImageRecord, LocationRecord } from './records.ts'

/** An image with the rows that belong to it of the tables beside: a page is one query. */
export interface WholeRow {
  /** A list in JSON: that is written, handed from thread to thread and read faster than values one by one. */
  readonly whole: string
  /** Of the state of the database in which the row was read. */
  readonly mark: string | null
}

type WholeValues = readonly [
  columns: ImageValues,
  properties: readonly (readonly [name: string, value: string | null])[],
  tags: readonly (readonly [value: string])[],
  locations: readonly LocationValues[],
]
type LocationValues = readonly [id: number, url: string, metadata: string | null, status: string]

/** What to select of a row of `images` for a whole one. */
export function wholeRow(engine: Engine) {
  const lists = [
    sql`cast(${listOf(
      engine,
      imageColumns.map(column => `images.${column}`),
    )} as text)`,
    rowsOf(engine, 'image_properties', ['name', 'value']),
    rowsOf(engine, 'image_tags', ['value']),
    rowsOf(engine, 'image_locations', ['id', 'value', 'meta_data', 'status']),
  ]
  return [
    sql<string>`'[' || ${sql.join(lists, sql` || ',' || `)} || ']'`.as('whole'),
    sql<string | null>`${sql.raw(engine.differences.mark)}`.as('mark'),
  ] as const
}

export function wholeImage({ whole }: WholeRow, cipher?: LocationCipher): ImageRecord {
  const [columns, properties, tags, locations] = JSON.parse(whole) as WholeValues
  return {
    ...toColumns(columns),
    properties: new Map(properties),
    tags: tags.map(([tag]) => tag),
    locations: locations.map(location => toLocation(location, cipher)),
  }
}

function toLocation([id, stored, metadata, status]: LocationValues, cipher?: LocationCipher): LocationRecord {
  const url = cipher?.open(stored) ?? stored
  return { id, url, metadata: metadata === null ? {} : readJson(metadata), status }
}

function rowsOf(engine: Engine, table: string, columns: readonly string[]): RawBuilder<string> {
  const wanted = sql.join(columns.map(column => sql.ref(column)))
  const rows = sql`select ${wanted} from ${sql.table(table)}
    where image_id = images.id and ${isLive(engine, `${table}.deleted`)} order by ${sql.ref(`${table}.id`)}`
  const { arrayOfRows } = engine.differences.json
  return sql`coalesce((select cast(${sql.raw(arrayOfRows)}(${listOf(engine, columns)}) as text) from (${rows}) as beside), '[]')`
}

function listOf({ differences }: Engine, columns: readonly string[]): RawBuilder<unknown> {
  return sql`${sql.raw(differences.json.array)}(${sql.join(columns.map(column => sql.ref(column)))})`
}
