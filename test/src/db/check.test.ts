import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderDiagnostic } from '../../../src/config/diagnostic.ts'
import { checkDatabase } from '../../../src/db/check.ts'
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
