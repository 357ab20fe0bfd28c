import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { Database } from './database.ts'
import type { Engine } from './engine.ts'
import { databaseOn, engineOf } from './facade.ts'
import { upgrade } from './migrations/migrate.ts'
import { type DatabaseSettings, databaseOptions } from './options.ts'
import { openSqlite } from './sqlite/open.ts'
import { readDatabaseUrl } from './url.ts'

export type { DatabaseSettings } from './options.ts'

type Source = Config | (Partial<DatabaseSettings> & Pick<DatabaseSettings, 'connection'>)

/** Opens the database that `[database]` names. Throws `BadConnection` where that cannot be, without waiting in vain. */
export async function openDatabase(source: Source, log?: Logger): Promise<Database> {
  return databaseOn(await openEngine(source, log))
}

export async function openEngine(source: Source, log?: Logger): Promise<Engine> {
  const settings: DatabaseSettings =
    'files' in source ? source.read(databaseOptions) : { ...defaults(), ...source }
  const place = readDatabaseUrl(settings.connection)
  if (place.dialect === 'sqlite')
    return openSqlite({ path: place.path, synchronous: settings.sqlite_synchronous })
  // The client for the server is loaded where there is one.
  const { openPostgresql } = await import('./postgresql/open.ts')
  return openPostgresql(place.url, settings, log)
}

/** Makes the schema in an empty database, which an embedded one is at its first start. */
export async function ensureEmbedded(database: Database): Promise<void> {
  if ((await database.revision()) === undefined) await upgrade(engineOf(database), 'heads')
}

function defaults(): DatabaseSettings {
  const entries = Object.entries(databaseOptions.options)
  return Object.fromEntries(entries.map(([name, option]) => [name, option.default])) as DatabaseSettings
}
