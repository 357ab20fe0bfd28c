import { type CompiledQuery, sql } from 'kysely'
import type { Engine } from './engine.ts'
import type { Listing, Question, Reading } from './kept-images.ts'
import { blank, type PreparedQuery, runPrepared } from './prepared.ts'
import type { ImageRecord } from './records.ts'
import { type WholeRow, wholeImage, wholeRow } from './whole-images.ts'

export interface ImagesQuery extends PreparedQuery<WholeRow> {
  readonly shape: string
  /** Equal for equal questions, where that is known without looking at all values. */
  readonly key?: string
  /** The same question, of which only the ids are wanted. */
  readonly compileIds?: () => CompiledQuery<IdsRow>
}

/** Ids as a list in JSON. */
export interface IdsRow {
  readonly ids: string | null
  readonly mark: string | null
}

/** The images that a query gives, read only where they are not at hand. They belong to all who asked for them. */
export function readImages(engine: Engine, query: ImagesQuery): Promise<readonly ImageRecord[]> {
  if (!engine.kept) return readWhole(engine, query).then(({ images }) => images)
  const key = query.key ?? query.shape + JSON.stringify(query.values)
  return engine.kept.get(key, () => questionFor(engine, query))
}

function questionFor(engine: Engine, query: ImagesQuery): Question {
  const { shape, values, compileIds } = query
  return {
    whole: () => readWhole(engine, query),
    ids: compileIds && (() => readIds(engine, { shape: `ids of ${shape}`, compile: compileIds, values })),
    some: ids => readWhole(engine, { ...imagesById(engine), values: { ids: engine.differences.list(ids) } }),
  }
}

/** The mark of the state that the database is in. */
export async function currentMark(engine: Engine): Promise<string | null> {
  const compile = () =>
    sql<Pick<WholeRow, 'mark'>>`select ${sql.raw(engine.differences.mark)} as mark`.compile(engine.db)
  const [row] = await runPrepared(engine, { shape: 'mark', compile, values: {} })
  return row?.mark ?? null
}

async function readWhole(engine: Engine, query: PreparedQuery<WholeRow>): Promise<Reading> {
  const rows = await runPrepared(engine, query)
  return { images: rows.map(row => wholeImage(row, engine.locationCipher)), mark: rows[0]?.mark ?? null }
}

async function readIds(engine: Engine, query: PreparedQuery<IdsRow>): Promise<Listing> {
  const [row] = await runPrepared(engine, query)
  return { ids: row?.ids ? JSON.parse(row.ids) : [], mark: row?.mark ?? null }
}

function imagesById(engine: Engine): Omit<PreparedQuery<WholeRow>, 'values'> {
  return {
    shape: 'images by id',
    compile: () =>
      engine.db
        .selectFrom('images')
        .select(wholeRow(engine))
        .where(engine.differences.oneOf('images.id', blank('ids')))
        .compile(),
  }
}
