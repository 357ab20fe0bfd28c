import { createHash } from 'node:crypto'
import { DatabaseError, type Pool } from 'pg'
import type { RunStatement } from '../engine.ts'

// Each costs memory in every connection, and clients decide which lists there are: the first get names.
const mostNames = 64

/** Runs statements under names, so that each connection parses and plans them once. */
export function namedStatements(pool: Pool): RunStatement {
  const names = new Map<string, string>()
  let usable = true

  function nameOf(text: string): string | undefined {
    const known = names.get(text)
    if (known !== undefined || !usable || names.size === mostNames) return known
    const name = createHash('sha256').update(text).digest('hex').slice(0, 32)
    names.set(text, name)
    return name
  }

  return async ({ sql: text, parameters }) => {
    const statement = { text, values: [...parameters] }
    const name = usable ? nameOf(text) : undefined
    try {
      return (await pool.query({ ...statement, name })).rows
    } catch (error) {
      if (name === undefined || !isNameless(error)) throw error
      usable = false
      return (await pool.query(statement)).rows
    }
  }
}

/** A pooler between us and the server gives each transaction another connection, or the schema has changed: names cannot be
 * relied on. Nothing has been run. */
function isNameless(error: unknown): boolean {
  return error instanceof DatabaseError && nameless.includes(error.code ?? '')
}

// Appendix A of PostgreSQL's manual: no such statement, there is one already, "cached plan must not change result type".
const nameless = ['26000', '42P05', '0A000']
