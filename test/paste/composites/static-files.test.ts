import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { staticFiles } from '../../../paste/composites/static-files.ts'
import { tryFilter } from '../../../paste/testing.ts'
import type { Conf } from '../../../paste/types.ts'

let here: string

beforeAll(async () => {
  here = await mkdtemp(join(tmpdir(), 'static-'))
  await mkdir(join(here, 'public'))
  await writeFile(join(here, 'public', 'index.html'), '<h1>front</h1>')
  await writeFile(join(here, 'public', 'about.html'), 'about')
  await writeFile(join(here, 'public', '.hidden'), 'hidden')
  await writeFile(join(here, 'secret'), 'secret')
})
afterAll(() => rm(here, { recursive: true }))

async function ask(path: string, conf: Conf = {}, headers = {}) {
  const filter = await tryFilter(staticFiles, {
    conf: { document_root: 'public', ...conf },
    globals: { here, file: join(here, 'x.ini') },
  })
  const answer = await filter.send(path, { headers })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

test('files of the folder beside the ini are served, whole or in part', async () => {
  expect(await ask('/about.html')).toMatchObject({ status: 200, text: 'about' })
  expect(await ask('/')).toMatchObject({ text: '<h1>front</h1>' })
  expect(await ask('/about.html', {}, { range: 'bytes=1-2' })).toMatchObject({ status: 206, text: 'bo' })
})

test('what is no file is passed on', async () => {
  expect(await ask('/nothing')).toMatchObject({ text: 'reached' })
  expect(await ask('/.hidden')).toMatchObject({ text: 'reached' })
  expect(await ask('/', { index: '' })).toMatchObject({ text: 'reached' })
})

test('nothing outside the folder is served', async () => {
  expect((await ask('/../secret')).text).not.toBe('secret')
  expect((await ask('/%2e%2e/secret')).text).not.toBe('secret')
})

test('the options of the section are serve-static’s', async () => {
  expect(await ask('/about', { extensions: 'htm, html' })).toMatchObject({ text: 'about' })
  expect(await ask('/.hidden', { dotfiles: 'allow' })).toMatchObject({ text: 'hidden' })
  const { headers } = await ask('/about.html', { cache_max_age: '1h' })
  expect(headers.get('cache-control')).toBe('public, max-age=3600')
})
