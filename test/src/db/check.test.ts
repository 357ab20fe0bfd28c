import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderDiagnostic } from '../../../src/config/diagnostic.ts'
import { checkDatabase } from '../../../src/db/check.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { configOf } from '../config/scratch.ts'

test.each([
  [
    'mysql+pymysql://glance:s3cret@db/glance',
    'a database of the kind "mysql" cannot be used',
    'write sqlite:////var/lib/glance/glance.sqlite or postgresql://user:password@host/name',
  ],
  [
    'postgresql://glance:s3#cret@[db/glance',
    'this is no valid URL',
    'percent-encode what is special in the password',
  ],
])('%s is refused at its line, and not shown', async (url, problem, hint) => {
  const { config, file } = await configOf(`[database]\nconnection = ${url}\n`)
  expect(() => checkDatabase(config)).toThrow(`CONFIG_DATABASE  ${file}:2  [database] connection
  ${problem}
  2 | connection = ...
      ^^^^^^^^^^
  ${hint}`)
})

test('the lack of a database is told', async () => {
  const { config } = await configOf('')
  expect(() => checkDatabase(config)).toThrow(
    /^CONFIG_DATABASE {2}\[database] connection\n {2}no database is named\n/,
  )
})

test('a SQLite file in a folder that there is not is told, and one that is still to be made is none', async () => {
  const lost = await configOf('[database]\nconnection = sqlite:////missing/glance.sqlite\n')
  expect(checkDatabase(lost.config).map(renderDiagnostic)).toEqual([
    expect.stringMatching(/there is no folder \/missing\n/),
  ])
  const { config: relative } = await configOf('[database]\nconnection = sqlite:///missing/glance.sqlite\n')
  expect(checkDatabase(relative).map(renderDiagnostic)).toEqual([
    expect.stringContaining(`there is no folder ${join(process.cwd(), 'missing')}\n`),
  ])
  const { config } = await configOf('[database]\nconnection = sqlite:///glance.sqlite\n')
  expect(checkDatabase(config)).toEqual([])
})

test.each([
  [
    'sqlite:////missing/glance.sqlite',
    'there is no folder /missing',
    'SQLite makes the file, not its folder',
  ],
  ['sqlite:///$HERE', /\S+ is a folder\n/, undefined],
  ['sqlite:///$HERE/glance-api.conf', /glance-api\.conf is no SQLite database\n/, undefined],
])(
  'a SQLite file that cannot be opened ends the start at the line that names it: %s',
  async (url, message, hint) => {
    const { config, file } = await configOf(`[database]\nconnection = ${url}\n`)
    const fault = { code: 'CONFIG_DATABASE', file, line: 2, key: 'connection', hint }
    const failure = await openDatabase(config).catch(error => error)
    expect(failure).toMatchObject(fault)
    expect(failure.message).toMatch(message)
  },
)

test('a SQLite file that is there, or is empty yet, is passed', async () => {
  const { config, folder } = await configOf('[database]\nconnection = sqlite:///$HERE/glance.sqlite\n')
  await writeFile(join(folder, 'glance.sqlite'), '')
  expect(checkDatabase(config)).toEqual([])
  const database = await openDatabase(config)
  await ensureEmbedded(database)
  await database.close()
  expect(checkDatabase(config)).toEqual([])
})

// Root may write every file.
test.skipIf(process.getuid?.() === 0)('a SQLite file that may not be written is a doubt', async () => {
  const { config, folder } = await configOf('[database]\nconnection = sqlite:///$HERE/glance.sqlite\n')
  await writeFile(join(folder, 'glance.sqlite'), '', { mode: 0o400 })
  expect(checkDatabase(config)).toMatchObject([
    { severity: 'warning', code: 'CONFIG_DATABASE', message: expect.stringContaining('cannot be written') },
  ])
})
