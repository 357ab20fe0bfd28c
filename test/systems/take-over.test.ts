import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Postgresql, startPostgresql } from '../support/postgresql.ts'
import { installPythonGlance, pythonManage, startPythonGlance } from '../support/python-glance.ts'
import { type Ask, caller } from './take-over/caller.ts'
import { change } from './take-over/change.ts'
import { fill, importImage } from './take-over/fill.ts'
import { makeSite, type Site, type Stores } from './take-over/site.ts'
import { allIds, look, rowsOf, type Snapshot } from './take-over/snapshot.ts'

let server: Postgresql
beforeAll(async () => {
  await installPythonGlance()
  server = await startPostgresql()
})
afterAll(() => server?.stop())

describe('SQLite, one store:', () => {
  handOver('one store', folder => `sqlite:///${join(folder, 'glance.sqlite')}`)
})

describe('PostgreSQL, two stores, encrypted locations:', () => {
  handOver('two stores', () => server.createDatabase())
})

/** The stations of one database, each a test that begins where the one before ended. */
function handOver(stores: Stores, connect: (folder: string) => string | Promise<string>): void {
  let site: Site
  let before: Snapshot

  beforeAll(async () => {
    site = await makeSite(stores, connect)
    await pythonManage(site.folder, 'db', 'sync')
    await pythonManage(site.folder, 'db', 'load_metadefs')
    before = await withPython(async ask => {
      await fill(ask, 'py', stores)
      await importImage(ask, 'py imported')
      return look(ask, await ids())
    })
  })
  afterAll(() => site?.remove())

  test('ours shows what Python Glance showed, before its schema is upgraded', async () => {
    const rows = await rowsOf(site.connection)
    expect(await withOurs(async ask => look(ask, await ids()))).toEqual(before)
    expect(await rowsOf(site.connection)).toEqual(rows)
  })

  test('our upgrade of the schema keeps every row, and what is shown, with indexes of ours, too', async () => {
    const rows = await rowsOf(site.connection)
    await site.manage('db', 'sync')
    expect(await site.manage('db', 'add_list_indexes')).toContain('glasspaste_images_owner')
    expect(await site.manage('db', 'version')).toContain('2024_1_contract01')
    expect(await rowsOf(site.connection)).toEqual(rows)
    expect(await withOurs(async ask => look(ask, await ids()))).toEqual(before)
  })

  test('Python Glance serves the upgraded database, and shows what ours has written and changed', async () => {
    const written = await withOurs(async ask => {
      await change(ask, 'py')
      await fill(ask, 'js', stores)
      return look(ask, await ids())
    })
    expect(await withPython(async ask => look(ask, await ids()))).toEqual(written)
  })

  test('what docs/database.md says of the older glance-manage is so', async () => {
    expect(await pythonManage(site.folder, 'db', 'version')).toContain('2024_1_contract01')
    await expect(pythonManage(site.folder, 'db', 'sync')).rejects.toThrow(
      "Can't locate revision identified by '2024_1_contract01'",
    )
  })

  test('ours shows what Python Glance has changed of what ours had written', async () => {
    const changed = await withPython(async ask => {
      await change(ask, 'js')
      return look(ask, await ids())
    })
    expect(await withOurs(async ask => look(ask, await ids()))).toEqual(changed)
  })

  const ids = () => allIds(site.connection)

  async function withPython<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const glance = await startPythonGlance(site.folder)
    try {
      return await work(caller(glance.url))
    } finally {
      await glance.stop()
    }
  }

  async function withOurs<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const { url, program } = await site.serve()
    try {
      return await work(caller(url))
    } finally {
      await program.stop()
    }
  }
}
