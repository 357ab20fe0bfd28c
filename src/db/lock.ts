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
