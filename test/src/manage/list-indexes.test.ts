import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runGlanceManage } from '../../../src/manage/glance-manage.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glance-manage-'))
  const connection = `sqlite:///${join(folder, 'glance.sqlite')}`
  const lines = [`[DEFAULT]`, `log_file = ${join(folder, 'log')}`, '[database]', `connection = ${connection}`]
  writeFileSync(join(folder, 'glance-manage.conf'), `${lines.join('\n')}\n`)
})
afterEach(() => rmSync(folder, { recursive: true }))

async function manage(...argv: readonly string[]) {
  const written = { out: '', err: '' }
  const code = await runGlanceManage({
    argv: ['--config-file', join(folder, 'glance-manage.conf'), ...argv],
    stdout: text => {
      written.out += text
    },
    stderr: text => {
      written.err += text
    },
  })
  return { code, ...written }
}

test('indexes for lists are added where they are missing, and dropped again', async () => {
  await manage('db', 'sync')
  const { code, out } = await manage('db', 'add_list_indexes')
  expect(code).toBe(0)
  expect(out).toMatch(
    /^Added index glasspaste_images_owner\n(Added index glasspaste_\w+\n){9}Restart the service/,
  )
  expect(await manage('db', 'add_list_indexes')).toEqual({
    code: 0,
    out: 'All indexes for lists are there already.\n',
    err: '',
  })
  const dropped = await manage('db', 'drop_list_indexes')
  expect(dropped.out).toMatch(/^(Dropped index glasspaste_\w+\n){10}The schema is that of Glance again\.\n$/)
  expect(await manage('db', 'drop_list_indexes')).toEqual({
    code: 0,
    out: 'There are no indexes for lists.\n',
    err: '',
  })
})

test('without tables there is nothing to index, which is said with the command that makes them', async () => {
  expect(await manage('db', 'add_list_indexes')).toEqual({
    code: 1,
    out: '',
    err: 'The tables are missing or older than Ocata: run "glance-manage db sync" first.\n',
  })
})

test('help says what the indexes are for', async () => {
  const { code, out } = await manage('db', 'add_list_indexes', '--help')
  expect(code).toBe(0)
  expect(out).toContain('Add indexes that Glance does not have')
})
