import { sql } from 'kysely'
import type { Engine } from '../engine.ts'
import { listIndexes } from './definitions.ts'

/** The names of our indexes in the database. One that PostgreSQL was kept from building to its end is broken: it is kept up
 * to date, but no query can use it. */
export async function presentIndexes(
  engine: Engine,
): Promise<{ readonly whole: readonly string[]; readonly broken: readonly string[] }> {
  const query =
    engine.differences.name === 'sqlite'
      ? sql<Row>`select name, 1 as whole from sqlite_master where type = 'index' and name like 'glasspaste%'`
      : sql<Row>`select relname as name, indisvalid as whole from pg_class join pg_index on indexrelid = pg_class.oid
          where relnamespace = current_schema()::regnamespace and relname like 'glasspaste%'`
  const { rows } = await query.execute(engine.db)
  const namesOf = (wanted: boolean) =>
    rows.filter(({ whole }) => Boolean(whole) === wanted).map(({ name }) => name)
  return { whole: namesOf(true), broken: namesOf(false) }
}

interface Row {
  readonly name: string
  readonly whole: boolean | 0 | 1
}

/** Whether queries can rely on all of them. */
export async function hasListIndexes(engine: Engine): Promise<boolean> {
  const { whole } = await presentIndexes(engine)
  return listIndexes(engine.differences.name).every(({ name }) => whole.includes(name))
}
