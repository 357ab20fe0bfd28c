import { type CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode } from 'kysely'
import type { Database } from '../../src/db/database.ts'
import type { Engine } from '../../src/db/engine.ts'
import { databaseOn } from '../../src/db/facade.ts'

/** The queries by which a database does something. */
export async function recordQueries(
  engine: Engine,
  work: (database: Database) => Promise<unknown>,
): Promise<readonly CompiledQuery[]> {
  const nodes: RootOperationNode[] = []
  const recorder: KyselyPlugin = {
    transformQuery({ node }) {
      nodes.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  await work(databaseOn({ ...engine, db: engine.db.withPlugin(recorder) }))
  const executor = engine.db.getExecutor()
  return nodes.map(node => executor.compileQuery(node, createQueryId()))
}
