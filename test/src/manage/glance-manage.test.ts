import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runGlanceManage } from '../../../src/manage/glance-manage.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glance-manage-'))
  file = join(folder, 'glance-manage.conf')
  const connection = `sqlite:///${join(folder, 'glance.sqlite')}`
  writeFileSync(
    file,
    `[DEFAULT]\nlog_file = ${join(folder, 'log')}\nuse_stderr = False\n[database]\nconnection = ${connection}\n`,
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Outcome {
  readonly code: number
  readonly out: readonly string[]
  readonly err: string
}

async function run(argv: readonly string[]): Promise<Outcome> {
  let out = ''
  let err = ''
  const code = await runGlanceManage({
    argv,
    stdout: text => {
      out += text
    },
    stderr: text => {
      err += text
    },
  })
  return { code, out: out.split('\n').slice(0, -1), err }
}

const manage = (...argv: readonly string[]) => run(['--config-file', file, ...argv])

test('without arguments it says how it is called, and fails', async () => {
  expect(await run([])).toEqual({
    code: 2,
    out: ['glance-manage category action [<args>]', 'Available categories:', '\tdb'],
    err: '',
  })
})

test('db alone lists the actions, and fails', async () => {
  const { code, out } = await manage('db')
  expect(code).toBe(2)
  expect(out[0]).toBe("Available actions for 'db':")
  expect(out).toHaveLength(16)
})

test('an unknown action is an error of usage, which tells those there are', async () => {
  const { code, err } = await manage('db', 'frobnicate')
  expect(code).toBe(2)
  expect(err).toContain("there is no action 'frobnicate'\nAvailable actions for 'db':\n\tadd_list_indexes")
  expect((await manage('db', 'frobnicate', 'now')).err).toBe(err)
  expect((await manage('frobnicate')).code).toBe(2)
})

test('an empty database is synced in phases, once', async () => {
  expect(await manage('db', 'sync')).toEqual({
    code: 0,
    out: [
      'Upgraded database to: 2024_1_expand01, current revision(s): 2024_1_expand01',
      'Database migration is up to date. No migration needed.',
      'Upgraded database to: 2024_1_contract01, current revision(s): 2024_1_contract01',
      'Database is synced successfully.',
    ],
    err: '',
  })
  expect((await manage('db', 'sync')).out).toEqual(['Database is up to date. No migrations needed.'])
})

test('check leads through the phases by its exit codes', async () => {
  const advice = (step: string) => `Your database is not up to date. Your ${step}\`.`
  expect(await manage('db', 'check')).toMatchObject({
    code: 3,
    out: [advice('first step is to run `glance-manage db expand')],
  })
  await manage('db', 'expand')
  expect(await manage('db', 'check')).toMatchObject({
    code: 5,
    out: [advice('next step is to run `glance-manage db contract')],
  })
  expect((await manage('db', 'expand')).out).toEqual([
    'Database expansion is up to date. No expansion needed.',
  ])
  expect((await manage('db', 'migrate')).code).toBe(0)
  await manage('db', 'contract')
  expect(await manage('db', 'check')).toMatchObject({
    code: 0,
    out: ['Database is up to date. No upgrades needed.'],
  })
})

test('a phase out of turn is refused', async () => {
  expect(await manage('db', 'migrate')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Data migration cannot be run before database expansion.'),
  })
  expect(await manage('db', 'contract')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Database contraction cannot be run before database expansion.'),
  })
})

test('version prints the revision, or how to get one', async () => {
  const none = await manage('db', 'version')
  expect(none.code).toBe(0)
  expect(none.out[0]).toContain('please run "glance-manage db sync"')
  await manage('db', 'sync')
  expect((await manage('db', 'version')).out).toEqual(['2024_1_contract01'])
})

test('the older names of actions take the version as an argument', async () => {
  expect((await manage('db_upgrade', '2024_1_contract01')).out).toEqual([
    'Upgraded database to: 2024_1_contract01, current revision(s): 2024_1_contract01',
  ])
  expect((await manage('db_version')).out).toEqual(['2024_1_contract01'])
  expect((await manage('db_check')).code).toBe(0)
  expect((await manage('db_version_control', 'rocky_contract02')).out).toEqual([
    'Placed database under migration control at revision: rocky_contract02',
  ])
})

test('upgrade without a version goes to the heads', async () => {
  expect((await manage('db', 'upgrade')).out).toEqual([
    'Upgraded database, current revision(s): 2024_1_contract01',
  ])
})

test('an unknown revision is named', async () => {
  expect(await manage('db', 'upgrade', '--version', 'nirvana')).toMatchObject({
    code: 1,
    err: "ERROR: Can't locate revision identified by 'nirvana'\n",
  })
})

test('purge checks what it is told', async () => {
  await manage('db', 'sync')
  const refusal = async (...argv: readonly string[]) => {
    const { code, err } = await manage('db', 'purge', ...argv)
    return { code, err: err.trim() }
  }
  expect(await refusal()).toEqual({ code: 0, err: '' })
  expect(await refusal('--age_in_days', '-1')).toEqual({
    code: 1,
    err: 'Must supply a non-negative value for age.',
  })
  expect(await refusal('--age_in_days', '99999')).toEqual({
    code: 1,
    err: 'Maximal age is count of days since epoch.',
  })
  expect(await refusal('--max_rows', '-2')).toEqual({ code: 1, err: 'Minimal rows limit is -1.' })
  expect((await refusal('--max_rows', 'many')).code).toBe(2)
  expect((await manage('db', 'purge_images_table', '--max_rows', '-1')).code).toBe(0)
})

test('options of an action may come without their names, as Glance takes them', async () => {
  expect((await manage('db', 'upgrade', '2024_1_expand01')).out).toEqual([
    'Upgraded database to: 2024_1_expand01, current revision(s): 2024_1_expand01',
  ])
  expect((await manage('db', 'sync', 'whatever')).code).toBe(0)
  expect((await manage('db', 'contract', 'whatever')).code).toBe(0)
  expect((await manage('db', 'purge', '3')).code).toBe(0)
  expect((await manage('db', 'purge', ' 1_0 ', '--max_rows', '4')).code).toBe(0)
  expect((await manage('db', 'purge_images_table', '3', '50')).code).toBe(0)
})

test.each([
  [['purge', '-5'], 'Must supply a non-negative value for age.'],
  [['purge', 'soon'], 'Invalid int value for age_in_days: soon'],
  [['purge', '3', '5.5'], 'Invalid int value for max_rows: 5.5'],
  [['purge', '3', '-2'], 'Minimal rows limit is -1.'],
  [['purge', '1', '2', '3'], 'db purge takes no more than age_in_days and max_rows, and was given: 1 2 3'],
  [['purge', '3', '--age_in_days', '4'], 'db purge was given age_in_days twice: bare, and as --age_in_days'],
  [['check', 'x'], 'db check takes no arguments, and was given: x'],
  [['expand', 'x', 'y'], 'db expand takes no more than online_migration, and was given: x y'],
  [['sync', 'x', '--version', 'y'], 'db sync was given version twice: bare, and as --version'],
  [['unload_metadefs', 'x'], 'db unload_metadefs takes no arguments, and was given: x'],
  [['load_metadefs', 'x', 'y'], 'db load_metadefs takes no more than path, and was given: x y'],
  [['export_metadefs', 'x', '--path', 'y'], 'db export_metadefs was given path twice: bare, and as --path'],
])('db %j fails in the action, with code 1', async (argv, reason) => {
  expect(await manage('db', ...argv)).toEqual({ code: 1, out: [], err: `${reason}\n` })
})

test('a connection that cannot be used is refused without being shown', async () => {
  writeFileSync(file, '[database]\nconnection = mysql+pymysql://glance:s3cret@db/glance\n')
  const { code, err } = await manage('db', 'version')
  expect(code).toBe(1)
  expect(err).toContain('"mysql"')
  expect(err).not.toContain('s3cret')
})

test('what it logs does not mix with what it prints', () => {
  const settings = readFileSync(file, 'utf8')
  writeFileSync(file, settings.replace(/log_file.*\nuse_stderr.*\n/, 'debug = true\n'))
  const script = join(import.meta.dirname, '../../../src/bin/glance-manage.ts')
  const args = ['--conditions=glasspaste-source', script, '--config-file', file, 'db', 'purge']
  const sync = spawnSync(process.execPath, args.with(-1, 'sync'), { encoding: 'utf8' })
  expect(sync.stdout.split('\n').at(-2)).toBe('Database is synced successfully.')
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(stderr).toContain('INFO glance')
})

test('what the database refuses is told in its own words, without a stack', async () => {
  expect(await manage('db', 'purge')).toEqual({
    code: 1,
    out: [],
    err: expect.stringMatching(/^ERROR: no such table: \w+\n$/),
  })
})
