import { chunked } from './chunked.ts'
import { isLive } from './conditions.ts'
import type { Tags } from './database.ts'
import { type Engine, inTransaction } from './engine.ts'
import { lockImage } from './lock.ts'
import { prepared } from './prepared.ts'

export function openTags(engine: Engine): Tags {
  return {
    add: (imageId, tag) => inTransaction(engine, inside => addTag(inside, imageId, tag)),
    remove: async (imageId, tag) => (await removeTags(engine, imageId, [tag])) > 0,
  }
}

const selectLive = prepared((engine, { id }: { readonly id: string }) =>
  engine.db
    .selectFrom('image_tags')
    .select('value')
    .where('image_id', '=', id)
    .where(isLive(engine))
    .orderBy('id'),
)

async function tagsOf(engine: Engine, id: string): Promise<readonly string[]> {
  return (await selectLive(engine, { id })).map(({ value }) => value)
}

export async function replaceTags(engine: Engine, imageId: string, wanted: readonly string[]): Promise<void> {
  const present = await tagsOf(engine, imageId)
  const gone = present.filter(tag => !wanted.includes(tag))
  if (gone.length > 0) await removeTags(engine, imageId, gone)
  await insertTags(
    engine,
    imageId,
    wanted.filter(tag => !present.includes(tag)),
  )
}

export async function insertTags(engine: Engine, imageId: string, tags: readonly string[]): Promise<void> {
  const now = engine.clock()
  const times = { created_at: now, updated_at: now, deleted: false }
  const rows = [...new Set(tags)].map(value => ({ image_id: imageId, value, ...times }))
  for (const some of chunked(rows)) await engine.db.insertInto('image_tags').values(some).execute()
}

// No constraint keeps a tag from standing there twice, so whoever adds one holds the image.
async function addTag(engine: Engine, imageId: string, tag: string): Promise<boolean> {
  await lockImage(engine, imageId)
  const present = await tagsOf(engine, imageId)
  if (present.includes(tag)) return false
  await insertTags(engine, imageId, [tag])
  return true
}

async function removeTags(engine: Engine, imageId: string, tags: readonly string[]): Promise<number> {
  const now = engine.clock()
  const { numUpdatedRows } = await engine.db
    .updateTable('image_tags')
    .set({ deleted: true, deleted_at: now, updated_at: now })
    .where('image_id', '=', imageId)
    .where(engine.differences.oneOf('value', engine.differences.list(tags)))
    .where(isLive(engine))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
