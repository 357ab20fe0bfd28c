import { readdir, readFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { healthcheckOptions } from '../../filters/settings/options.ts'
import { filterNames } from '../filters/folder.ts'
import { openPage } from './page.ts'

const page = await openPage('filters')
afterAll(() => page[Symbol.asyncDispose]())

test('every filter is in the table', async () => {
  const names = await filterNames()
  expect(names).toContain('cors')
  expect(names.filter(name => !page.text.includes(`| \`${name}\` |`))).toEqual([])
})

test('every filter of the paste file is one of these', async () => {
  const ini = await readFile('etc/glance-api-paste.ini', 'utf8')
  const names = [...ini.matchAll(/^\[filter:(.*)\]$/gm)].map(([, name]) => name)
  expect(await filterNames()).toEqual(expect.arrayContaining(names))
})

test('every factory that the page names is there', async () => {
  const names = [...page.text.matchAll(/glasspaste\/filters\/([\w-]+):(\w+)/g)]
  const files = await readdir('filters')
  for (const [, file = '', exported = ''] of names) {
    expect(files).toContain(`${file}.ts`)
    expect(await import(`../../filters/${file}.ts`)).toHaveProperty(exported)
  }
})

test('every key of the health check is on the page', () => {
  expect(Object.keys(healthcheckOptions.options).filter(key => !page.text.includes(`\`${key}\``))).toEqual([])
})
