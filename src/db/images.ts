import { isInState } from './conditions.ts'
import { Duplicate, type ImageChange, type Images, type NewImage } from './database.ts'
import { deleteImage } from './delete-image.ts'
import { type Engine, inTransaction } from './engine.ts'
import { findImage } from './find-image.ts'
import { listImages } from './list/page.ts'
import { replaceLocations } from './locations.ts'
import {
  addProperty,
  eraseProperty,
  removeProperty,
  replaceProperties,
  writeProperties,
} from './properties.ts'
import type { ImageRecord, Status } from './records.ts'
import { insertTags, replaceTags } from './tags.ts'
import { imagesInStatus, imagesWithProperty, storageUsed } from './usage.ts'

export function openImages(engine: Engine): Images {
  return {
    insert: image => inTransaction(engine, inside => insertImage(inside, image)),
    find: (id, viewer) => findImage(engine, id, viewer),
    list: query => listImages(engine, query),
    update: (id, change, from) => inTransaction(engine, inside => updateImage(inside, { id, change, from })),
    delete: (id, options) => inTransaction(engine, inside => deleteImage(inside, id, options)),
    setProperty: (id, name, value) =>
      value === null ? eraseProperty(engine, id, name) : writeProperties(engine, id, [[name, value]]),
    addProperty: (id, name, value) => addProperty(engine, id, [name, value]),
    removeProperty: (id, name, value) => removeProperty(engine, id, [name, value]),
    withProperty: (status, name) => imagesWithProperty(engine, status, name),
    inStatus: status => imagesInStatus(engine, status),
    storageUsed: (owner, without) => storageUsed(engine, owner, without),
  }
}

async function insertImage(engine: Engine, image: NewImage): Promise<ImageRecord> {
  const { properties = new Map(), tags = [], ...columns } = image
  const now = engine.clock()
  const { numInsertedOrUpdatedRows } = await engine.db
    .insertInto('images')
    .values({ min_disk: 0, min_ram: 0, created_at: now, updated_at: now, deleted: false, ...columns })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 0n) throw new Duplicate(`there is or was an image ${image.id}`)
  await writeProperties(engine, image.id, [...properties])
  await insertTags(engine, image.id, tags)
  return findOrThrow(engine, image.id)
}

async function findOrThrow(engine: Engine, id: string): Promise<ImageRecord> {
  const image = await findImage(engine, id)
  if (!image) throw new Error(`image ${id} is gone in the middle of its own transaction`)
  return image
}

interface Update {
  readonly id: string
  readonly change: ImageChange
  readonly from: readonly Status[] | undefined
}

async function updateImage(engine: Engine, { id, change, from }: Update): Promise<ImageRecord | undefined> {
  const { properties, propertiesBefore, tags, locations, ...columns } = change
  // The row is written first: from here to the end of the transaction nobody else changes the image.
  const { numUpdatedRows } = await engine.db
    .updateTable('images')
    .set({ updated_at: engine.clock(), ...columns })
    .where('id', '=', id)
    .where('deleted', '=', false)
    .$if(from !== undefined, query => query.where(isInState(engine, from ?? [])))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return undefined
  if (properties) await replaceProperties(engine, id, properties, propertiesBefore)
  if (tags) await replaceTags(engine, id, tags)
  if (locations) await replaceLocations(engine, id, locations)
  return findOrThrow(engine, id)
}
