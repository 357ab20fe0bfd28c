import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { ConfigError, type Diagnostic } from '../config/diagnostic.ts'
import { placeOfOption } from '../config/option-place.ts'
import { databaseOptions } from './options.ts'
import { type BadConnection, BadDatabaseUrl, inMemory, type Place, readDatabaseUrl } from './url.ts'

/** What keeps the database from being opened, as far as that shows without opening it. */
export function checkDatabase(config: Config): readonly Diagnostic[] {
  const place = placeOfDatabase(config)
  if (place.dialect !== 'sqlite' || place.path === inMemory) return []
  const path = resolve(place.path)
  const folder = dirname(path)
  if (!existsSync(folder))
    return [fault(config, `there is no folder ${folder}`, 'SQLite makes the file, not its folder')]
  return existsSync(path) ? checkFile(config, path) : checkWritable(config, folder)
}

function checkFile(config: Config, path: string): readonly Diagnostic[] {
  if (statSync(path).isDirectory()) return [fault(config, `${path} is a folder`)]
  const unwritable = checkWritable(config, path)
  if (unwritable.length > 0 || isSqlite(path)) return unwritable
  return [fault(config, `${path} is no SQLite database`)]
}

/** The service starts all the same, and fails the requests that write. */
function checkWritable(config: Config, path: string): readonly Diagnostic[] {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return []
  } catch (error) {
    return [
      {
        ...fault(config, `the database cannot be written: ${(error as Error).message}`),
        severity: 'warning',
      },
    ]
  }
}

/** An empty file becomes one. */
function isSqlite(path: string): boolean {
  const start = Buffer.alloc(magic.length)
  const file = openSync(path, 'r')
  try {
    return readSync(file, start) === 0 || start.toString('latin1') === magic
  } finally {
    closeSync(file)
  }
}

const magic = 'SQLite format 3\0'

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
  const place = placeOfOption(config, databaseOptions.name, 'connection')
  return { severity: 'error', code: 'CONFIG_DATABASE', message, ...place, mark: place.key, hint }
}
