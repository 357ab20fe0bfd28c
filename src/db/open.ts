import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../config/diagnostic.ts'
import { cannotOpen, checkDatabase, placeOfDatabase } from './check.ts'
import type { Database } from './database.ts'
import type { Engine } from './engine.ts'
import { databaseOn, engineOf } from './facade.ts'
import { type LocationCipher, locationCipher } from './location-cipher.ts'
import { upgrade } from './migrations/migrate.ts'
import { type DatabaseSettings, databaseOptions, locationOptions } from './options.ts'
import { openSqlite } from './sqlite/open.ts'
import { BadConnection, type Place, readDatabaseUrl } from './url.ts'

export type { DatabaseSettings } from './options.ts'

type Source = Config | (Partial<DatabaseSettings> & Pick<DatabaseSettings, 'connection'>)

/** Opens the database that `[database]` names. Throws `ConfigError` where that says nothing usable, or where
 * SQLite cannot open it, `BadConnection` where a server cannot be used. */
export async function openDatabase(source: Source, log?: Logger): Promise<Database> {
  const engine = await openEngine(source, { log })
  const database = databaseOn({ ...engine, locationCipher: cipherOf(source) })
  if (placeOf(source).dialect === 'sqlite') return database
  const { forgiving } = await postgresql()
  return forgiving(database, settingsOf(source), log)
}

/** `oneShot`: for a command that works through its task and ends. */
export async function openEngine(
  source: Source,
  { log, oneShot = false }: { readonly log?: Logger; readonly oneShot?: boolean } = {},
): Promise<Engine> {
  const settings = settingsOf(source)
  const place = placeOf(source)
  if (place.dialect === 'sqlite') {
    const { sqlite_synchronous: synchronous } = settings
    return openSqlite({ path: place.path, synchronous, inProcess: oneShot }).catch(cause => {
      throw told(source, cause)
    })
  }
  const { openPostgresql } = await postgresql()
  return openPostgresql(place.url, settings, log)
}

function told(source: Source, cause: unknown): unknown {
  if (!('files' in source) || !(cause instanceof BadConnection)) return cause
  const known = checkDatabase(source).find(({ severity }) => severity === 'error')
  return known ? new ConfigError([known], { cause }) : cannotOpen(source, cause)
}

/** Makes the schema in an empty database, which an embedded one is at its first start. */
export async function ensureEmbedded(database: Database): Promise<void> {
  if ((await database.revision()) === undefined) await upgrade(engineOf(database), 'heads')
}

// Its client is loaded where there is a server.
function postgresql() {
  return import('./postgresql/open.ts')
}

function cipherOf(source: Source): LocationCipher | undefined {
  const key = 'files' in source ? source.read(locationOptions).metadata_encryption_key : undefined
  return key ? locationCipher(key) : undefined
}

function placeOf(source: Source): Place {
  return 'files' in source ? placeOfDatabase(source) : readDatabaseUrl(source.connection)
}

function settingsOf(source: Source): DatabaseSettings {
  if ('files' in source) return source.read(databaseOptions)
  const entries = Object.entries(databaseOptions.options)
  const defaults = Object.fromEntries(entries.map(([name, option]) => [name, option.default]))
  return { ...(defaults as DatabaseSettings), ...source }
}
