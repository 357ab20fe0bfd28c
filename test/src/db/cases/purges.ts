import { expect } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'
import { databaseOn } from '../../../../src/db/facade.ts'
import { upgrade } from '../../../../src/db/migrations/migrate.ts'
import { type Purged, purge, purgeImages, StillReferenced } from '../../../../src/db/purge.ts'
import type { EngineCases, Open } from './cases.ts'

const tomorrow = '2999-01-01 00:00:00.000000'
const everything = { before: tomorrow, limit: undefined }

export const purgeCases: EngineCases = {
  async 'purging erases what belonged to deleted images, and not the images'(open) {
    const engine = await withDeletedImages(open, ['a', 'b'])
    const erased = await totals(purge(engine, everything))
    expect(erased).toEqual({
      task_info: 1,
      image_properties: 2,
      image_tags: 2,
      image_locations: 2,
      image_members: 2,
      tasks: 1,
    })
    expect(await totals(purgeImages(engine, everything))).toEqual({ images: 2 })
  },

  async 'purging spares the living and what was deleted lately'(open) {
    const engine = await withDeletedImages(open, ['a'])
    const { images } = databaseOn(engine)
    await images.insert({ id: 'alive', status: 'active', tags: ['t'], properties: new Map([['p', 'v']]) })
    const long = { before: '2000-01-01 00:00:00.000000', limit: undefined }
    expect(Object.values(await totals(purge(engine, long))).every(rows => rows === 0)).toBe(true)
    await totals(purge(engine, everything))
    expect(await images.find('alive')).toMatchObject({ tags: ['t'], properties: new Map([['p', 'v']]) })
  },

  async 'purging spares a property that was removed and taken back'(open) {
    const engine = await open()
    await upgrade(engine, 'heads')
    const { images } = databaseOn(engine)
    await images.insert({ id: 'a', status: 'active', properties: new Map([['p', '1']]) })
    await images.update('a', { properties: new Map() })
    await images.update('a', { properties: new Map([['p', '2']]) })
    await totals(purge(engine, everything))
    expect((await images.find('a'))?.properties).toEqual(new Map([['p', '2']]))
  },

  async 'purging takes those that were deleted first, up to the limit'(open) {
    const engine = await withDeletedImages(open, ['a', 'b', 'c'])
    await totals(purge(engine, everything))
    expect(await totals(purgeImages(engine, { before: tomorrow, limit: 2 }))).toEqual({ images: 2 })
    const left = await engine.db.selectFrom('images').select('id').execute()
    expect(left).toEqual([{ id: 'c' }])
  },

  async 'images are not purged before what belonged to them'(open) {
    const engine = await withDeletedImages(open, ['a'])
    await expect(totals(purgeImages(engine, everything))).rejects.toBeInstanceOf(StillReferenced)
  },
}

async function withDeletedImages(open: Open, ids: readonly string[]): Promise<Engine> {
  const engine = await open()
  await upgrade(engine, 'heads')
  const { images, members } = databaseOn(engine)
  for (const id of ids) {
    await images.insert({ id, status: 'active', tags: ['t'], properties: new Map([['p', 'v']]) })
    await images.update(id, { locations: [{ url: 'file:///x', metadata: {}, status: 'active' }] })
    await members.insert(id, 'bob')
    await images.delete(id, { status: 'deleted', from: ['active'] })
  }
  await insertDeletedTask(engine)
  return engine
}

async function insertDeletedTask({ db, clock }: Engine): Promise<void> {
  const now = clock()
  await db
    .insertInto('tasks')
    .values({
      id: 'task',
      type: 'import',
      status: 'success',
      owner: 'alice',
      created_at: now,
      deleted_at: now,
      deleted: true,
    })
    .execute()
  await db.insertInto('task_info').values({ task_id: 'task', message: '' }).execute()
}

async function totals(purged: AsyncIterable<Purged>): Promise<Readonly<Record<string, number>>> {
  const rows: Record<string, number> = {}
  for await (const { table, rows: erased } of purged) rows[table] = erased
  return rows
}
