import { sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { runAll } from './version.ts'

/** A row of SQLite's `table_info`. */
export interface TableColumn {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
}

/** Alters columns in SQLite, which means making the table anew. Like upstream's tool it keeps columns and indexes, and
 * loses the checks of booleans. */
export async function rebuildTable(
  engine: Engine,
  table: string,
  change: (column: TableColumn) => TableColumn | undefined,
): Promise<void> {
  const temporary = `_alembic_tmp_${table}`
  const columns = (await columnsOf(engine, table)).flatMap(column => change(column) ?? [])
  const indexes = await indexesOf(engine, table)
  const names = columns.map(column => column.name).join(', ')
  const keys = columns.filter(column => column.pk > 0).map(column => column.name)
  const lines = [...columns.map(declare), `PRIMARY KEY (${keys.join(', ')})`]
  await runAll(engine, [
    `CREATE TABLE ${temporary} (\n\t${lines.join(', \n\t')}\n)`,
    `INSERT INTO ${temporary} (${names}) SELECT ${names} FROM ${table}`,
    `DROP TABLE ${table}`,
    `ALTER TABLE ${temporary} RENAME TO ${table}`,
    ...indexes,
  ])
}

async function columnsOf({ db }: Engine, table: string): Promise<readonly TableColumn[]> {
  const query = sql<TableColumn>`select * from pragma_table_info(${table}) order by cid`
  return (await query.execute(db)).rows
}

async function indexesOf({ db }: Engine, table: string): Promise<readonly string[]> {
  const query = sql<{ sql: string }>`select sql from sqlite_master
    where type = 'index' and tbl_name = ${table} and sql is not null`
  return (await query.execute(db)).rows.map(row => row.sql)
}

function declare({ name, type, notnull, dflt_value }: TableColumn): string {
  const byDefault = dflt_value === null ? '' : ` DEFAULT ${dflt_value}`
  return `${name} ${type}${byDefault}${notnull ? ' NOT NULL' : ''}`
}
