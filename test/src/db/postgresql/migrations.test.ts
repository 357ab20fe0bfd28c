import { afterAll, afterEach, beforeAll, test } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'
import { openEngine } from '../../../../src/db/open.ts'
import { type Postgresql, startPostgresql } from '../../../support/postgresql.ts'
import { upgradeCases } from '../migrations/upgrades.ts'

let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
}, 60_000)
afterAll(() => server?.stop())

const opened: Engine[] = []
async function open(): Promise<Engine> {
  const engine = await openEngine({ connection: await server.createDatabase() })
  opened.push(engine)
  return engine
}
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.db.destroy()
})

for (const [title, keep] of Object.entries(upgradeCases)) test(title, () => keep(open))
