import { sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { createVersionTable } from '../tables/create.ts'

/** The rows of `alembic_version`; none where the database is not under migration control. */
export async function currentHeads(engine: Engine): Promise<readonly string[]> {
  if (!(await hasTable(engine, 'alembic_version'))) return []
  const rows = await engine.db.selectFrom('alembic_version').select('version_num').execute()
  return rows.map(row => row.version_num).sort()
}

export async function stamp(engine: Engine, heads: readonly string[]): Promise<void> {
  if (await hasTable(engine, 'alembic_version')) await engine.db.deleteFrom('alembic_version').execute()
  else await runAll(engine, createVersionTable(engine.differences.name))
  const rows = heads.map(version_num => ({ version_num }))
  await engine.db.insertInto('alembic_version').values(rows).execute()
}

export async function hasTable({ db, differences }: Engine, table: string): Promise<boolean> {
  const query =
    differences.name === 'sqlite'
      ? sql`select 1 from sqlite_master where type = 'table' and name = ${table}`
      : sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${table}`
  return (await query.execute(db)).rows.length > 0
}

export async function hasColumn(
  { db, differences }: Engine,
  table: string,
  column: string,
): Promise<boolean> {
  const query =
    differences.name === 'sqlite'
      ? sql`select 1 from pragma_table_info(${table}) where name = ${column}`
      : sql`select 1 from information_schema.columns
          where table_schema = current_schema() and table_name = ${table} and column_name = ${column}`
  return (await query.execute(db)).rows.length > 0
}

export async function runAll({ db }: Engine, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
