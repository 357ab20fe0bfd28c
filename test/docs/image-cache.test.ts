import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { routes } from '../../src/api/routes.ts'
import { runGlanceCacheManage } from '../../src/cache/manage/glance-cache-manage.ts'
import { cacheOptions } from '../../src/cache/options.ts'
import { startService } from '../src/cache/running-service.ts'
import { diagnosticsOf } from '../src/config/scratch.ts'
import { openPage } from './page.ts'

const page = await openPage('image-cache')
afterAll(() => page[Symbol.asyncDispose]())

test('the configuration that the page shows has no fault', async () => {
  const files = [join(page.folder, 'glance-api.conf')]
  expect(await diagnosticsOf({ files, home: page.folder, env: {} })).toEqual([])
})

test('the commands that the page shows run', async () => {
  const { port } = await startService('cachemanagement')
  const lines = [...page.text.matchAll(/^glance-cache-manage (.*)$/gm)].map(([, line = '']) =>
    line.split(' '),
  )
  expect(lines.length).toBeGreaterThan(0)
  for (const argv of lines) {
    const code = await runGlanceCacheManage({
      argv: ['--port', String(port), ...argv],
      env: {},
      stdout: () => {},
      stderr: () => {},
      ask: () => Promise.reject(new Error('nothing is asked')),
    })
    expect([argv, code]).toEqual([argv, 0])
  }
})

test('the paste file that the page shows serves every metric that the page names, and no other', async () => {
  const stock = await readFile('etc/glance-api-paste.ini', 'utf8')
  const shown = await readFile(join(page.folder, 'glance-api-paste.ini'), 'utf8')
  const { port } = await startService('caching', `${withoutSection(stock, 'composite:glance-api')}\n${shown}`)
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const told = [...text.matchAll(/^# TYPE glance_image_cache_(\w+)/gm)].map(([, name]) => name)
  const [, table = ''] = /^\| `glance_image_cache_…`.*?\n([\s\S]*?)\n\n/m.exec(page.text) ?? []
  const named = table.split('\n').flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)])
  expect(named.map(([, name]) => name).toSorted()).toEqual(told.toSorted())
})

function withoutSection(ini: string, name: string): string {
  return ini.replace(new RegExp(`^\\[${name}\\]\n[^[]*`, 'm'), '')
}

test('every option and route of the cache is on the page', () => {
  const names = Object.keys(cacheOptions.options).filter(name => name !== 'image_cache_stall_time')
  expect(names.filter(name => !page.text.includes(name))).toEqual([])
  const paths = routes.map(({ path }) => path).filter(path => path.startsWith('/cache'))
  expect(paths.length).toBeGreaterThan(0)
  for (const path of paths) expect(page.text).toContain(`/v2${path.replace(':image_id', '{image_id}')}\``)
})
