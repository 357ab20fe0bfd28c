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

/** Opens the database that `[database]` names. Throws `BadConnection` where that says nothing usable. */
export async function openDatabase(source: Source, log?: Logger): Promise<Database> {
  const settings = settingsOf(source)
  const database = databaseOn(await openEngine(settings, { log }))
  if (readDatabaseUrl(settings.connection).dialect === 'sqlite') return database
  const { forgiving } = await postgresql()
  return forgiving(database, settings, log)
}

/** `oneShot`: for a command that works through its task and ends. */
export async function openEngine(
  source: Source,
  { log, oneShot = false }: { readonly log?: Logger; readonly oneShot?: boolean } = {},
): Promise<Engine> {
  const settings = settingsOf(source)
  const place = readDatabaseUrl(settings.connection)
  if (place.dialect === 'sqlite') {
    const { sqlite_synchronous: synchronous } = settings
    return openSqlite({ path: place.path, synchronous, inProcess: oneShot })
  }
  const { openPostgresql } = await postgresql()
  return openPostgresql(place.url, settings, log)
}

/** Makes the schema in an empty database, which an embedded one is at its first start. */
export async function ensureEmbedded(database: Database): Promise<void> {
  if ((await database.revision()) === undefined) await upgrade(engineOf(database), 'heads')
}

// Its client is loaded where there is a server.
function postgresql() {
  return import('./postgresql/open.ts')
}

function settingsOf(source: Source): DatabaseSettings {
  if ('files' in source) return source.read(databaseOptions)
  const entries = Object.entries(databaseOptions.options)
  const defaults = Object.fromEntries(entries.map(([name, option]) => [name, option.default]))
  return { ...(defaults as DatabaseSettings), ...source }
}
