import { sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { Reading } from './kept-images.ts'
import { type PreparedQuery, runPrepared } from './prepared.ts'
import type { ImageRecord } from './records.ts'
import { type WholeRow, wholeImage } from './whole-images.ts'

/** The images that a query gives, read only where they are not at hand. They belong to all who asked for them. */
export function readImages(
  engine: Engine,
  query: PreparedQuery<WholeRow> & { readonly shape: string },
): Promise<readonly ImageRecord[]> {
  const { kept } = engine
  if (!kept) return read(engine, query).then(({ images }) => images)
  return kept.get(query.shape + JSON.stringify(query.values), () => read(engine, query))
}

/** The mark of the state that the database is in. */
export async function currentMark(engine: Engine): Promise<string | null> {
  const compile = () =>
    sql<Pick<WholeRow, 'mark'>>`select ${sql.raw(engine.differences.mark)} as mark`.compile(engine.db)
  const [row] = await runPrepared(engine, { shape: 'mark', compile, values: {} })
  return row?.mark ?? null
}

async function read(engine: Engine, query: PreparedQuery<WholeRow>): Promise<Reading> {
  const rows = await runPrepared(engine, query)
  return { images: rows.map(wholeImage), mark: rows[0]?.mark ?? null }
}
