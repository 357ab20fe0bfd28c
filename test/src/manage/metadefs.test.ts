import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../src/db/database.ts'
import { openDatabase } from '../../../src/db/open.ts'
import { runGlanceManage } from '../../../src/manage/glance-manage.ts'

const ours = join(import.meta.dirname, '../../../etc/metadefs')

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'metadefs-'))
  mkdirSync(join(folder, 'in'))
  mkdirSync(join(folder, 'out'))
  const connection = `sqlite:///${join(folder, 'glance.sqlite')}`
  writeFileSync(
    join(folder, 'glance-manage.conf'),
    `[DEFAULT]
log_file = ${join(folder, 'log')}
use_stderr = False
metadata_source_path = ${join(folder, 'in')}
[database]
connection = ${connection}
`,
  )
  await manage('db', 'sync')
})
afterEach(() => rmSync(folder, { recursive: true }))

function manage(...argv: readonly string[]): Promise<number> {
  const silent = () => {}
  const config = ['--config-file', join(folder, 'glance-manage.conf')]
  return runGlanceManage({ argv: [...config, ...argv], stdout: silent, stderr: silent })
}

function write(name: string, content: unknown): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  writeFileSync(join(folder, 'in', name), text)
}

const logged = () => readFileSync(join(folder, 'log'), 'utf8')

async function look<T>(work: (metadefs: Database['metadefs']) => Promise<T>): Promise<T> {
  const database = await openDatabase({ connection: `sqlite:///${join(folder, 'glance.sqlite')}` })
  try {
    return await work(database.metadefs)
  } finally {
    await database.close()
  }
}

/** A namespace, the titles of its properties, and its tags. */
function seen(name: string) {
  return look(async ({ namespaces, properties, tags, resourceTypes }) => {
    const namespace = await namespaces.find(name)
    if (!namespace) return undefined
    const { id, description } = namespace
    return {
      description,
      titles: (await properties.list(id)).map(({ name, schema }) => `${name}: ${schema.title}`),
      tags: (await tags.list(id)).map(({ name }) => name),
      prefixes: ((await resourceTypes.associations([id])).get(id) ?? []).map(({ prefix }) => prefix),
    }
  })
}

const older = {
  namespace: 'N',
  description: 'older',
  properties: { both: { title: 'older' }, gone: { title: 'older' } },
  tags: [{ name: 'both' }],
  resource_type_associations: [{ name: 'R', prefix: 'older' }],
}
const newer = {
  namespace: 'N',
  description: 'newer',
  properties: { both: { title: 'newer' }, more: { title: 'newer' } },
  tags: [{ name: 'both' }, { name: 'more' }],
  resource_type_associations: [{ name: 'R', prefix: 'newer' }],
}

async function loadOlderThenNewer(...options: readonly string[]) {
  write('n.json', older)
  await manage('db', 'load_metadefs')
  write('n.json', newer)
  expect(await manage('db', 'load_metadefs', ...options)).toBe(0)
  return seen('N')
}

describe('loading definitions', () => {
  test('takes the files of the configured folder, or of the one that is named, or one file', async () => {
    write('a.json', { namespace: 'A' })
    write('b.txt', { namespace: 'B' })
    await manage('db', 'load_metadefs')
    expect(await seen('A')).toBeDefined()
    expect(await seen('B')).toBeUndefined()
    await manage('db', 'load_metadefs', '--path', join(folder, 'in', 'b.txt'))
    expect(await seen('B')).toBeDefined()
    await manage('db', 'load_metadefs', '--path', ours)
    expect(await seen('Glasspaste::Image::Boot')).toBeDefined()
  })

  test('skips namespaces that are there', async () => {
    expect(await loadOlderThenNewer()).toEqual({
      description: 'older',
      titles: ['both: older', 'gone: older'],
      tags: ['both'],
      prefixes: ['older'],
    })
    expect(logged()).toContain('Skipping namespace N. It already exists in the database.')
  })

  test('adds to them with --merge', async () => {
    expect(await loadOlderThenNewer('--merge')).toEqual({
      description: 'older',
      titles: ['both: older', 'gone: older', 'more: newer'],
      tags: ['both', 'more'],
      prefixes: ['older'],
    })
  })

  test('changes them with --merge --prefer_new', async () => {
    expect(await loadOlderThenNewer('--merge', '--prefer_new')).toEqual({
      description: 'newer',
      titles: ['both: newer', 'gone: older', 'more: newer'],
      tags: ['both', 'more'],
      prefixes: ['newer'],
    })
  })

  test('replaces them with --merge --overwrite', async () => {
    expect(await loadOlderThenNewer('--merge', '--overwrite')).toEqual({
      description: 'newer',
      titles: ['both: newer', 'more: newer'],
      tags: ['both', 'more'],
      prefixes: ['newer'],
    })
  })

  test.each([
    [['--prefer_new'], 'combine of these options with --merge option'],
    [['--overwrite'], 'combine of these options with --merge option'],
    [['--merge', '--prefer_new', '--overwrite'], 'no more than one option from this list'],
    [['--path', '/nowhere/at/all'], 'no such file or directory'],
    [[], 'Json schema files not found in'],
  ])('tells the log alone what is wrong with %j', async (options, complaint) => {
    expect(await manage('db', 'load_metadefs', ...options)).toBe(0)
    expect(logged()).toContain(complaint)
  })

  test('leaves out a file that makes no sense, all of it, and goes on', async () => {
    write('1.json', '{')
    write('2.json', { display_name: 'nameless' })
    write('3.json', { namespace: 'Half', tags: [{ name: 't' }, { nope: 1 }] })
    write('4.json', { namespace: 'Good' })
    expect(await manage('db', 'load_metadefs')).toBe(0)
    expect(await look(({ namespaces }) => namespaces.find('Half'))).toBeUndefined()
    expect(await seen('Good')).toBeDefined()
    expect(logged()).toContain('3.json while populating metadata due to: an entry of "tags" has no "name"')
  })

  test('takes options as arguments by its older name', async () => {
    write('n.json', older)
    await manage('db_load_metadefs', join(folder, 'in'))
    write('n.json', newer)
    await manage('db_load_metadefs', join(folder, 'in'), 'True', 'True')
    expect(await seen('N')).toMatchObject({ description: 'newer' })
  })
})

describe('exported definitions', () => {
  test('are, loaded again, what they were', async () => {
    await manage('db', 'load_metadefs', '--path', ours)
    await manage('db', 'export_metadefs', '--path', join(folder, 'out'))
    const exported = readdirSync(join(folder, 'out')).sort()
    expect(exported).toContain('GlasspasteImageBoot.json')
    expect(exported).toHaveLength(readdirSync(ours).length)

    await manage('db_unload_metadefs')
    expect(await seen('Glasspaste::Image::Boot')).toBeUndefined()
    await manage('db', 'load_metadefs', '--path', join(folder, 'out'))
    await manage('db_export_metadefs', join(folder, 'in'))
    for (const file of exported) {
      const first = readFileSync(join(folder, 'out', file), 'utf8')
      expect(readFileSync(join(folder, 'in', file), 'utf8')).toBe(first)
    }
  })

  test('go to the configured folder unless another is named', async () => {
    write('n.json', older)
    await manage('db', 'load_metadefs')
    rmSync(join(folder, 'in', 'n.json'))
    await manage('db', 'export_metadefs')
    expect(JSON.parse(readFileSync(join(folder, 'in', 'N.json'), 'utf8'))).toMatchObject(older)
  })
})
