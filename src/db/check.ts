import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { ConfigError, type Diagnostic } from '../config/diagnostic.ts'
import { databaseOptions } from './options.ts'
import { type BadConnection, BadDatabaseUrl, inMemory, type Place, readDatabaseUrl } from './url.ts'

/** What keeps the database from being opened, as far as that shows without opening it. */
export function checkDatabase(config: Config): readonly Diagnostic[] {
  const place = placeOfDatabase(config)
  if (place.dialect !== 'sqlite' || place.path === inMemory) return []
  const folder = dirname(resolve(place.path))
  if (existsSync(folder)) return []
  return [fault(config, `there is no folder ${folder}`, 'SQLite makes the file, not its folder')]
}

/** Where the database is; what is wrong with the option is told with the line that sets it. */
export function placeOfDatabase(config: Config): Place {
  try {
    return readDatabaseUrl(config.read(databaseOptions).connection)
  } catch (error) {
    if (!(error instanceof BadDatabaseUrl)) throw error
    throw new ConfigError([fault(config, error.problem, error.hint)], { cause: error })
  }
}

/** That a database cannot be opened, with the line that names it. */
export function cannotOpen(config: Config, cause: BadConnection): ConfigError {
  return new ConfigError([fault(config, cause.message)], { cause })
}

function fault(config: Config, message: string, hint?: string): Diagnostic {
  const [group, key] = [databaseOptions.name, 'connection']
  const origin = config.placeOf(group, key) ?? config.placeOf(group)
  return {
    severity: 'error',
    code: 'CONFIG_DATABASE',
    message,
    origin,
    group,
    key,
    mark: key,
    ...(hint && { hint }),
  }
}
