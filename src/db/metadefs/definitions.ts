import type { Selectable } from 'kysely'
import { Duplicate } from '../database.ts'
import type { Engine } from '../engine.ts'
import type { MetadefTagsTable } from '../schema.ts'
import { isDuplicate } from './duplicate.ts'
import type { Definitions } from './metadefs.ts'

/** One kind of definition: its table, and the form that its rows have there. */
export interface Kind<Row extends DefinitionRow, Columns, Record> {
  readonly table: 'metadef_objects' | 'metadef_properties' | 'metadef_tags'
  toRow(columns: Columns): Omit<Row, keyof Bookkeeping>
  toRecord(row: Row): Record
}

/** What the rows of every kind have. */
export type DefinitionRow = Selectable<MetadefTagsTable>
type Bookkeeping = Omit<DefinitionRow, 'name'>

export function openDefinitions<Row extends DefinitionRow, Columns extends { readonly name: string }, Record>(
  engine: Engine,
  kind: Kind<Row, Columns, Record>,
): Definitions<Columns, Record> {
  const { db, clock, differences } = engine
  // The tables differ in columns that only the kind knows.
  const table = kind.table as 'metadef_tags'
  const toRecord = (row: DefinitionRow) => kind.toRecord(row as Row)
  const selectAll = (namespaceId: number) =>
    db.selectFrom(table).selectAll().where('namespace_id', '=', namespaceId)

  return {
    async list(namespaceId) {
      return (await selectAll(namespaceId).orderBy('name').execute()).map(toRecord)
    },

    async find(namespaceId, name) {
      const row = await selectAll(namespaceId).where('name', '=', name).executeTakeFirst()
      return row && toRecord(row)
    },

    async insert(namespaceId, columns) {
      const now = clock()
      const times = { created_at: now, updated_at: now }
      try {
        const row = await db
          .insertInto(table)
          .values({ ...kind.toRow(columns), namespace_id: namespaceId, ...times })
          .onConflict(conflict => conflict.columns(['namespace_id', 'name']).doNothing())
          .returningAll()
          .executeTakeFirst()
        if (!row) throw new Duplicate(`${columns.name} is in the namespace already`)
        return toRecord(row)
      } catch (error) {
        if (differences.isStillReferenced(error)) return undefined
        throw error
      }
    },

    async update(namespaceId, name, columns) {
      try {
        const row = await db
          .updateTable(table)
          .set({ ...kind.toRow(columns), updated_at: clock() })
          .where('namespace_id', '=', namespaceId)
          .where('name', '=', name)
          .returningAll()
          .executeTakeFirst()
        return row && toRecord(row)
      } catch (cause) {
        if (!isDuplicate(cause)) throw cause
        throw new Duplicate(`${columns.name} is in the namespace already`, { cause })
      }
    },

    async delete(namespaceId, name) {
      const { numDeletedRows } = await db
        .deleteFrom(table)
        .where('namespace_id', '=', namespaceId)
        .where('name', '=', name)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    async clear(namespaceId) {
      await db.deleteFrom(table).where('namespace_id', '=', namespaceId).execute()
    },
  }
}
