import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Engine } from '../../../../src/db/engine.ts'
import { databaseOn } from '../../../../src/db/facade.ts'
import { hasPendingData, migrateData } from '../../../../src/db/migrations/data.ts'
import { NotUnderControl, placeUnderControl, upgrade } from '../../../../src/db/migrations/migrate.ts'
import { contractHead, expandHead } from '../../../../src/db/migrations/revisions.ts'
import { currentHeads } from '../../../../src/db/migrations/version.ts'
import { describeCatalog } from '../../../support/catalog.ts'
import type { EngineCases, Open } from './cases.ts'

export const upgradeCases: EngineCases = {
  async 'an empty database gets the schema that upstream makes'(open) {
    const [ours, theirs] = [await open(), await upstream(open, 'current')]
    await upgrade(ours, 'heads')
    expect(await describeCatalog(ours)).toEqual(await describeCatalog(theirs))
    expect(await currentHeads(ours)).toEqual(await currentHeads(theirs))
  },

  async 'each older schema becomes the present one'(open) {
    const present = await describeCatalog(await upstream(open, 'current'))
    for (const revision of ['queens', 'liberty']) {
      const engine = await upstream(open, revision)
      await upgrade(engine, expandHead)
      await migrateData(engine)
      await upgrade(engine, contractHead)
      const catalog = await describeCatalog(engine)
      expect(sortedColumns(catalog)).toEqual(sortedColumns(present))
      expect(await currentHeads(engine)).toEqual([contractHead])
    }
  },

  async 'expanding names both lines until they meet again'(open) {
    const engine = await upstream(open, 'queens')
    await upgrade(engine, expandHead)
    expect(await currentHeads(engine)).toEqual([expandHead, 'queens_contract01'])
    await upgrade(engine, contractHead)
    expect(await currentHeads(engine)).toEqual([contractHead])
  },

  async 'an empty database can be taken through the phases, too'(open) {
    const engine = await open()
    await upgrade(engine, expandHead)
    expect(await currentHeads(engine)).toEqual([expandHead])
    expect(await hasPendingData(engine)).toBe(false)
    await upgrade(engine, contractHead)
    const theirs = await upstream(open, 'current')
    expect(await describeCatalog(engine)).toEqual(await describeCatalog(theirs))
  },

  async 'images keep what is_public and members said, locations their store, resource types their new name'(
    open,
  ) {
    const engine = await upstream(open, 'liberty')
    await insertOldRows(engine)
    await upgrade(engine, expandHead)
    expect(await hasPendingData(engine)).toBe(true)
    expect(await migrateData(engine)).toBe(5)
    expect(await hasPendingData(engine)).toBe(false)
    await upgrade(engine, contractHead)

    const { images, members } = databaseOn(engine)
    const visibilities = await Promise.all(['open', 'closed', 'offered'].map(id => images.find(id)))
    expect(visibilities.map(image => image?.visibility)).toEqual(['public', 'private', 'shared'])
    expect((await images.find('open'))?.locations[0]?.metadata).toEqual({ store: 'fast' })
    expect(await members.list('offered')).toHaveLength(1)
    const types = await engine.db.selectFrom('metadef_resource_types').select('name').execute()
    expect(types).toEqual([{ name: 'OS::Nova::Server' }])
  },

  async 'what a later release keeps under "backend" is left alone'(open) {
    const engine = await open()
    await upgrade(engine, 'heads')
    const { images } = databaseOn(engine)
    const location = { url: 'file:///x', metadata: { backend: 'mine' }, status: 'active' }
    await images.insert({ id: 'a', status: 'active' })
    await images.update('a', { locations: [location] })
    expect(await hasPendingData(engine)).toBe(false)
  },

  async 'a failing upgrade changes nothing'(open) {
    const engine = await upstream(open, 'liberty')
    await sql.raw('alter table tasks add column user_id varchar(64)').execute(engine.db)
    const before = await describeCatalog(engine)
    await expect(upgrade(engine, 'heads')).rejects.toThrow()
    expect(await describeCatalog(engine)).toEqual(before)
    expect(await currentHeads(engine)).toEqual(['liberty'])
  },

  async 'tables without a revision are left alone until somebody says which it is'(open) {
    const engine = await upstream(open, 'queens')
    await sql.raw('drop table alembic_version').execute(engine.db)
    await expect(upgrade(engine, 'heads')).rejects.toBeInstanceOf(NotUnderControl)
    await placeUnderControl(engine, 'queens_contract01')
    await upgrade(engine, 'heads')
    expect(await currentHeads(engine)).toEqual([contractHead])
  },

  async 'a schema from before alembic is known by its number'(open) {
    const engine = await upstream(open, 'liberty')
    await sql.raw('drop table alembic_version').execute(engine.db)
    await sql
      .raw('create table migrate_version (repository_id varchar(250), version integer)')
      .execute(engine.db)
    await sql.raw("insert into migrate_version values ('Glance Migrations', 42)").execute(engine.db)
    await upgrade(engine, expandHead)
    expect(await currentHeads(engine)).toEqual([expandHead])
    expect(sortedColumns(await describeCatalog(engine)).join()).toContain('visibility_image_idx')
  },

  async 'several that upgrade at once do not get in each other’s way'(open) {
    const engine = await open()
    await Promise.all([1, 2, 3].map(() => upgrade(engine, 'heads')))
    expect(await currentHeads(engine)).toEqual([contractHead])
  },
}

/** A database as upstream's own migrations leave it. */
async function upstream(open: Open, revision: string): Promise<Engine> {
  const engine = await open()
  const file = new URL(`../upstream/${engine.differences.name}-${revision}.sql`, import.meta.url)
  for (const statement of readFileSync(file, 'utf8').split(/;\n/))
    if (statement.trim()) await sql.raw(statement).execute(engine.db)
  return engine
}

async function insertOldRows(engine: Engine): Promise<void> {
  const time = "'2015-10-15 12:00:00.000000'"
  const yes = engine.differences.name === 'sqlite' ? '1' : 'true'
  const no = engine.differences.name === 'sqlite' ? '0' : 'false'
  const image = (id: string, isPublic: string) =>
    `insert into images (id, status, is_public, created_at, deleted, min_disk, min_ram)
     values ('${id}', 'active', ${isPublic}, ${time}, ${no}, 0, 0)`
  const statements = [
    image('open', yes),
    image('closed', no),
    image('offered', no),
    `insert into image_members (image_id, member, can_share, created_at, deleted)
     values ('offered', 'bob', ${no}, ${time}, ${no})`,
    `insert into image_locations (image_id, value, created_at, deleted, meta_data)
     values ('open', 'file:///x', ${time}, ${no}, '{"backend": "fast"}')`,
    `insert into metadef_resource_types (name, protected, created_at)
     values ('OS::Nova::Instance', ${yes}, ${time})`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(engine.db)
}

// Columns that came later stand at the end of a table.
function sortedColumns(catalog: readonly string[]): readonly string[] {
  return catalog.map(line => line.replace(/ position \d+$/, '')).sort()
}
