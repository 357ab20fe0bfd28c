import { sql } from 'kysely'
import type { Engine } from './engine.ts'

/** Keeps others from changing what belongs to the image until the transaction ends. False: there is no such image. */
export async function lockImage({ db, differences }: Engine, id: string): Promise<boolean> {
  // A SQLite transaction is alone already: it begins with the write lock.
  const found = await db
    .selectFrom('images')
    .select('id')
    .where('id', '=', id)
    .$if(differences.concurrentWriters, query => query.forUpdate())
    .executeTakeFirst()
  return found !== undefined
}

/** Keeps other transactions from judging what the project stores until this one ends. */
export async function lockStorage({ db, differences }: Engine, owner: string): Promise<void> {
  if (!differences.concurrentWriters) return
  // No row stands for a project. Of the databases with concurrent writers we have PostgreSQL alone.
  await sql`select pg_advisory_xact_lock(hashtext('storage of a project'), hashtext(${owner}))`.execute(db)
}
