import { chunked } from './chunked.ts'
import { isLive } from './conditions.ts'
import type { Engine } from './engine.ts'
import { reservedPrefix } from './own-properties.ts'
import { prepared } from './prepared.ts'
import type { Properties } from './records.ts'

type Pair = readonly [name: string, value: string | null]

const selectLive = prepared((engine, { id }: { readonly id: string }) =>
  engine.db
    .selectFrom('image_properties')
    .select(['name', 'value'])
    .where('image_id', '=', id)
    .where(isLive(engine))
    .orderBy('id'),
)

async function propertiesOf(engine: Engine, id: string): Promise<Properties> {
  const rows = await selectLive(engine, { id })
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** Makes `wanted` the whole set: rows that stay the same are not touched, missing ones are soft-deleted. What the service
 * keeps for itself stays as it is: it may have changed since `wanted` was read. So does, given what was there `before`, all
 * in which that and `wanted` agree. */
export async function replaceProperties(
  engine: Engine,
  imageId: string,
  wanted: Properties,
  before?: Properties,
): Promise<void> {
  const present = before ?? (await propertiesOf(engine, imageId))
  const changed = [...wanted].filter(([name, value]) => !isOwn(name) && present.get(name) !== value)
  const gone = [...present.keys()].filter(name => !isOwn(name) && !wanted.has(name))
  await writeProperties(engine, imageId, changed)
  if (gone.length > 0) await softDeleteProperties(engine, imageId, gone)
}

function isOwn(name: string): boolean {
  return name.startsWith(reservedPrefix)
}

/** Adds or sets. A removed row comes back to life: the table holds a name once, deleted or not. */
export async function writeProperties(
  engine: Engine,
  imageId: string,
  properties: readonly Pair[],
): Promise<void> {
  const now = engine.clock()
  const times = { created_at: now, updated_at: now, deleted: false }
  for (const some of chunked(properties)) {
    await engine.db
      .insertInto('image_properties')
      .values(some.map(([name, value]) => ({ image_id: imageId, name, value, ...times })))
      .onConflict(conflict =>
        conflict.columns(['image_id', 'name']).doUpdateSet(row => ({
          value: row.ref('excluded.value'),
          updated_at: now,
          deleted: false,
          deleted_at: null,
        })),
      )
      .execute()
  }
}

async function softDeleteProperties(
  engine: Engine,
  imageId: string,
  names: readonly string[],
): Promise<void> {
  const now = engine.clock()
  await engine.db
    .updateTable('image_properties')
    .set({ deleted: true, deleted_at: now, updated_at: now })
    .where('image_id', '=', imageId)
    .where(engine.differences.oneOf('name', engine.differences.list(names)))
    .execute()
}

/** Leaves no row behind, as upstream does where a property serves as a lock. */
export async function eraseProperty(engine: Engine, imageId: string, name: string): Promise<void> {
  await engine.db
    .deleteFrom('image_properties')
    .where('image_id', '=', imageId)
    .where('name', '=', name)
    .execute()
}

/** False when the image has one already. One statement, so that of several callers one succeeds. */
export async function addProperty(
  { db, clock }: Engine,
  imageId: string,
  [name, value]: Pair,
): Promise<boolean> {
  const now = clock()
  const row = { image_id: imageId, name, value, created_at: now, updated_at: now, deleted: false }
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('image_properties')
    .values(row)
    .onConflict(conflict =>
      conflict
        .columns(['image_id', 'name'])
        .doUpdateSet({ value, updated_at: now, deleted: false, deleted_at: null })
        .where('image_properties.deleted', '=', true),
    )
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** False when the image has it with another value, or not at all. */
export async function removeProperty({ db }: Engine, imageId: string, [name, value]: Pair): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('image_properties')
    .where('image_id', '=', imageId)
    .where('name', '=', name)
    .where('value', '=', value)
    .executeTakeFirst()
  return numDeletedRows === 1n
}
