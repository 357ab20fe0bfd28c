import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import type { Logger } from 'pino'
import { timerMs } from '../../timer-ms.ts'
import { startClock } from '../clock.ts'
import { noCompiledQueries } from '../compiled-queries.ts'
import type { Database } from '../database.ts'
import type { Differences, Engine } from '../engine.ts'
import { keepImages } from '../kept-images.ts'
import { hasListIndexes } from '../list-indexes/present.ts'
import type { DatabaseSettings } from '../options.ts'
import { currentMark } from '../read-images.ts'
import { type RetryPolicy, reasonOf, reconnecting, retrying } from '../retry.ts'
import type { Schema } from '../schema.ts'
import { BadConnection } from '../url.ts'
import { asLibpqReads } from './as-libpq.ts'
import { isContended, isStillReferenced, isUnreachable } from './faults.ts'
import { namedStatements } from './named-statements.ts'
import { typeParsers } from './types.ts'

export async function openPostgresql(
  url: string,
  settings: DatabaseSettings,
  log: Logger | undefined,
): Promise<Engine> {
  const pool = openPool(url, settings)
  // A connection that breaks while nobody uses it is replaced by the next query; when the pool ends, nobody misses it.
  pool.on('error', error => {
    if (!pool.ending) log?.warn(`lost an idle connection to the database: ${error.message}`)
  })
  // Of one that breaks while it is in use, whoever uses it hears by the query that fails; unheard, it would end the process.
  pool.on('connect', client => client.on('error', () => {}))
  try {
    await reach(pool, settings, log)
  } catch (cause) {
    await pool.end()
    throw new BadConnection(`PostgreSQL cannot be used: ${reasonOf(cause)}`, { cause })
  }
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const run = namedStatements(pool)
  const bare: Engine = { db, clock: startClock(), differences, compiled: noCompiledQueries(), run }
  const engine = { ...bare, hasListIndexes: await hasListIndexes(bare) }
  if (engine.hasListIndexes) await planOnce(pool, log)
  return { ...engine, kept: keepImages(() => currentMark(engine)) }
}

/** Tries again what failed because two requests collided or, if the operator wants that, because the connection broke. */
export function forgiving(database: Database, settings: DatabaseSettings, log?: Logger): Database {
  const patient = retrying(database, collisions, log)
  return settings.use_db_reconnect ? retrying(patient, reconnecting(settings, isUnreachable), log) : patient
}

const collisions: RetryPolicy = {
  isPassing: isContended,
  attempts: 50,
  pauseMilliseconds: () => 500,
  level: 'debug',
}

function openPool(url: string, settings: DatabaseSettings): Pool {
  return new Pool({
    connectionString: asLibpqReads(url),
    types: typeParsers,
    fallback_application_name: 'glasspaste',
    max: settings.max_pool_size || Number.MAX_SAFE_INTEGER,
    maxLifetimeSeconds: Math.max(0, settings.connection_recycle_time),
    connectionTimeoutMillis: timerMs(settings.pool_timeout ?? 30),
    // As libpq: no query waits for ever for a server that has gone without a word.
    keepAlive: true,
  })
}

async function reach(pool: Pool, settings: DatabaseSettings, log: Logger | undefined): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await pool.query('select 1')
      return
    } catch (error) {
      if (!isUnreachable(error) || attempt === settings.max_retries) throw error
      log?.warn(`cannot reach the database: ${reasonOf(error)}; trying again in ${settings.retry_interval} s`)
      await wait(timerMs(settings.retry_interval))
    }
  }
}

// Lists that use our indexes are written so that one plan is good for all values, but a planner does not know that: it would
// make another each time, and compile what looks expensive.
async function planOnce(pool: Pool, log: Logger | undefined): Promise<void> {
  const settings = 'set plan_cache_mode = force_generic_plan; set jit = off'
  pool.on('connect', client => {
    client.query(settings).catch(error => log?.warn({ err: error }, 'cannot tell the database how to plan'))
  })
  await pool.query(settings)
}

const differences: Differences = {
  name: 'postgresql',
  isStillReferenced,
  list: values => values,
  oneOf: (column, list) => sql`${typeof column === 'string' ? sql.ref(column) : column} = any(${list})`,
  oneOfRows: (column, query) => sql`${column} = any(array(${query}))`,
  sought: (column, value) => sql`(${column} >= ${value} and ${column} <= ${value})`,
  unindexed: column => sql.ref(column),
  opaque: condition => sql`case when ${condition} then true else false end`,
  fence: sql`offset 0`,
  imageCount: sql`(select greatest(reltuples, 0) from pg_class where oid = 'images'::regclass)`,
  // Unlike transactions' numbers, no two servers have their start in common. A standby's snapshot does not name all that is
  // still under way.
  mark: `(select case when pg_is_in_recovery() then null
    else concat(txid_current_snapshot(), ' ', pg_postmaster_start_time()) end)`,
  json: { array: 'json_build_array', arrayOfRows: 'json_agg' },
  concurrentWriters: true,
  hasStatistics: true,
}
