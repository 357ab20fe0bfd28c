import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from './database.ts'
import type { DatabaseSettings } from './options.ts'

export interface RetryPolicy {
  /** Whether the error may go away by itself, and the work left nothing behind. */
  readonly isPassing: (error: unknown) => boolean
  /** Infinity: for ever. */
  readonly attempts: number
  /** How long to wait before the next attempt; the first wait is number 0. */
  readonly pauseMilliseconds: (attempt: number) => number
  /** How much another attempt is an operator's business. */
  readonly level: 'warn' | 'debug'
}

/** The same database, with what fails for a passing reason tried again, transactions from their beginning. */
export function retrying<D extends Database>(database: D, policy: RetryPolicy, log?: Logger): D {
  const groups = Object.entries(database).filter(([, part]) => typeof part === 'object')
  return {
    ...database,
    ...retryingEach(Object.fromEntries(groups), policy, log),
    transaction: retryingOne(database.transaction, policy, log),
  }
}

/** `[database] use_db_reconnect` and its kin, for errors that `isPassing` recognises. */
export function reconnecting(settings: DatabaseSettings, isPassing: RetryPolicy['isPassing']): RetryPolicy {
  const { db_max_retries, db_retry_interval, db_inc_retry_interval, db_max_retry_interval } = settings
  return {
    isPassing,
    level: 'warn',
    attempts: db_max_retries === -1 ? Number.POSITIVE_INFINITY : db_max_retries,
    pauseMilliseconds(attempt) {
      const seconds = db_retry_interval * (db_inc_retry_interval ? 2 ** attempt : 1)
      return Math.min(seconds, db_max_retry_interval) * 1000
    },
  }
}

/** A host with several addresses fails with several errors. */
export function reasonOf(error: unknown): string {
  const { message } = error instanceof AggregateError ? error.errors[0] : (error as Error)
  return message
}

type Method = (...args: never[]) => Promise<unknown>
type Methods = { readonly [name: string]: Method | Methods }

function retryingEach(group: Methods, policy: RetryPolicy, log?: Logger): Methods {
  const wrapped = Object.entries(group).map(([name, part]) => [
    name,
    typeof part === 'function' ? retryingOne(part, policy, log) : retryingEach(part, policy, log),
  ])
  return Object.fromEntries(wrapped)
}

function retryingOne<M extends Method>(
  method: M,
  { isPassing, attempts, pauseMilliseconds, level }: RetryPolicy,
  log?: Logger,
): M {
  const patient = async (...args: Parameters<M>) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await method(...args)
      } catch (error) {
        if (attempt >= attempts || !isPassing(error)) throw error
        const left = Number.isFinite(attempts) ? ` (${attempts - attempt} attempts left)` : ''
        log?.[level](`the database failed for a moment: ${reasonOf(error)}; trying again${left}`)
        log?.debug({ err: error }, 'how the database failed')
        await wait(pauseMilliseconds(attempt))
      }
    }
  }
  return patient as M
}
