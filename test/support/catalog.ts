import { sql } from 'kysely'
import type { Engine } from '../../src/db/engine.ts'

/** Everything a database says of its tables, a line each, for comparison with another. */
export async function describeCatalog(engine: Engine): Promise<readonly string[]> {
  const queries = engine.differences.name === 'sqlite' ? sqliteQueries : postgresqlQueries
  const lines: string[] = []
  for (const query of queries) {
    const { rows } = await sql.raw<{ line: string }>(query).execute(engine.db)
    lines.push(...rows.map(row => row.line))
  }
  return lines.sort()
}

const tables = "select name from sqlite_master where type = 'table'"

const sqliteQueries = [
  `select t.name || '.' || c.name || ' ' || c.type || ' default ' || ifnull(c.dflt_value, '-') || ' not null ' ||
     c."notnull" || ' key ' || c.pk || ' position ' || c.cid as line
   from (${tables}) t, pragma_table_info(t.name) c`,
  `select t.name || ' index ' || i.name || ' unique ' || i."unique" || ' origin ' || i.origin || ' (' ||
     (select group_concat(name, ', ') from pragma_index_info(i.name)) || ')' as line
   from (${tables}) t, pragma_index_list(t.name) i`,
  `select t.name || '.' || f."from" || ' references ' || f."table" || '.' || f."to" as line
   from (${tables}) t, pragma_foreign_key_list(t.name) f`,
]

const postgresqlQueries = [
  `select table_name || '.' || column_name || ' ' || udt_name || '(' || coalesce(character_maximum_length::text, '') ||
     ') default ' || coalesce(column_default, '-') || ' nullable ' || is_nullable || ' position ' ||
     row_number() over (partition by table_name order by ordinal_position) as line
   from information_schema.columns where table_schema = 'public'`,
  "select indexdef as line from pg_indexes where schemaname = 'public'",
  `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line
   from pg_constraint where connamespace = 'public'::regnamespace`,
  "select enumtypid::regtype || ' ' || enumsortorder || ' ' || enumlabel as line from pg_enum",
  `select sequencename || ' ' || data_type || ' ' || increment_by as line from pg_sequences where schemaname = 'public'`,
]
