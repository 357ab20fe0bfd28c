import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { DatabaseError, Pool } from 'pg'
import type { Logger } from 'pino'
import { startClock } from '../clock.ts'
import type { Differences, Engine } from '../engine.ts'
import type { DatabaseSettings } from '../options.ts'
import type { Schema } from '../schema.ts'
import { typeParsers } from './types.ts'

export async function openPostgresql(
  url: string,
  settings: DatabaseSettings,
  log: Logger | undefined,
): Promise<Engine> {
  const pool = openPool(url, settings)
  // A connection that breaks while nobody uses it is replaced by the next query.
  pool.on('error', error => log?.warn({ err: error }, 'lost an idle connection to the database'))
  try {
    await reach(pool, settings, log)
  } catch (error) {
    await pool.end()
    throw error
  }
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { db, clock: startClock(), differences }
}

function openPool(url: string, settings: DatabaseSettings): Pool {
  return new Pool({
    connectionString: url,
    types: typeParsers,
    fallback_application_name: 'glasspaste',
    max:
      settings.max_pool_size === 0 ? Number.MAX_SAFE_INTEGER : settings.max_pool_size + settings.max_overflow,
    maxLifetimeSeconds: settings.connection_recycle_time,
    connectionTimeoutMillis: (settings.pool_timeout ?? 30) * 1000,
  })
}

async function reach(pool: Pool, settings: DatabaseSettings, log: Logger | undefined): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await pool.query('select 1')
      return
    } catch (error) {
      if (!isUnreachable(error) || attempt === settings.max_retries) throw error
      log?.warn({ err: error }, `cannot reach the database; trying again in ${settings.retry_interval} s`)
      await wait(settings.retry_interval * 1000)
    }
  }
}

// Refused, unknown, reset … or a server that is starting or full; not a wrong password or name.
const unreachable = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOENT',
]
const notYet = ['57P03', '53300']

/** The server cannot be reached, or the connection to it broke. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', message } = error as Error & { code?: string }
  return (
    unreachable.includes(code) ||
    notYet.includes(code) ||
    code.startsWith('08') ||
    code.startsWith('57P') ||
    /Connection terminated|connection timeout/i.test(message)
  )
}

const foreignKeyViolation = '23503'

const differences: Differences = {
  name: 'postgresql',
  isStillReferenced: error => error instanceof DatabaseError && error.code === foreignKeyViolation,
  oneOf: (column, values) => sql`${typeof column === 'string' ? sql.ref(column) : column} = any(${values})`,
  unindexed: column => sql.ref(column),
  concurrentWriters: true,
  hasStatistics: true,
}
