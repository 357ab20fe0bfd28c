import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { type Lanes, SqliteDriver } from './driver.ts'

/** Kysely on a set of lanes, which are opened by the first query. */
export function sqliteDialect(open: () => Promise<Lanes>): Dialect {
  return {
    createAdapter: () => new ConcurrentSqliteAdapter(),
    createDriver: () => new SqliteDriver(open),
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

// Kysely's own adapter puts one lock around everything; here the driver knows who must wait for whom.
class ConcurrentSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}
