import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runGlanceManage } from '../../../src/manage/glance-manage.ts'
import { startPostgresql } from '../../support/postgresql.ts'

test('definitions that two load at once are there once, and nobody has failed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glance-manage-'))
  const postgresql = await startPostgresql()
  onTestFinished(async () => {
    await postgresql.stop()
    rmSync(folder, { recursive: true })
  })
  const file = join(folder, 'glance-manage.conf')
  const connection = await postgresql.createDatabase()
  const log = join(folder, 'log')
  writeFileSync(
    file,
    `[DEFAULT]\nlog_file = ${log}\nuse_stderr = False\n[database]\nconnection = ${connection}\n`,
  )
  const manage = (...argv: readonly string[]) =>
    runGlanceManage({ argv: ['--config-file', file, 'db', ...argv], stdout: () => {} })
  await manage('sync')

  const files = join(folder, 'in')
  mkdirSync(files)
  for (let n = 10; n < 40; n++)
    writeFileSync(join(files, `${n}.json`), JSON.stringify({ namespace: `N${n}` }))
  const load = () => manage('load_metadefs', '--path', files)
  expect(await Promise.all([load(), load(), load()])).toEqual([0, 0, 0])

  const lines = readFileSync(log, 'utf8').split('\n')
  expect(lines.filter(line => line.includes('ERROR'))).toEqual([])
  expect(lines.filter(line => line.endsWith('loaded to database.'))).toHaveLength(30)
})
