import type { Database } from './database.ts'
import { type Engine, inTransaction } from './engine.ts'
import { openImages } from './images.ts'
import { openMembers } from './members.ts'
import { openMetadefs } from './metadefs/open.ts'
import { currentHeads } from './migrations/version.ts'
import { openTags } from './tags.ts'
import { openTasks } from './tasks/open.ts'

const engineKey = Symbol('engine')

/** What stands behind a database, for this folder and the commands that manage it. */
export function engineOf(database: Database): Engine {
  return (database as Database & { readonly [engineKey]: Engine })[engineKey]
}

/** The face that the service sees of an engine. */
export function databaseOn(engine: Engine): Database {
  const database: Database & { readonly [engineKey]: Engine } = {
    [engineKey]: engine,
    local: engine.differences.name === 'sqlite',
    images: openImages(engine),
    tags: openTags(engine),
    members: openMembers(engine),
    metadefs: openMetadefs(engine),
    tasks: openTasks(engine),
    transaction: work => inTransaction(engine, inside => work(databaseOn(inside))),
    revision: () => revisionOf(engine),
    close: () => engine.db.destroy(),
  }
  return database
}

async function revisionOf(engine: Engine): Promise<string | undefined> {
  const heads = await currentHeads(engine)
  return heads.length === 0 ? undefined : heads.join('\n')
}
