import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { check } from '../../../paste/check/check.ts'
import { formatDiagnostic } from '../../../paste/errors.ts'
import type { LoadOptions } from '../../../paste/load.ts'
import { loadApp } from '../../../paste/load.ts'
import { folderWith } from '../../support/folder.ts'
import { parts } from '../parts.ts'

const sections = `
[app:one]
paste.app_factory = ./parts.js:app
[filter:a]
paste.filter_factory = ./parts.js:filter
`

async function findingsOf(
  text: string,
  options: LoadOptions = {},
  files: Readonly<Record<string, string>> = {},
) {
  const folder = await folderWith({ 'app.ini': text + sections, 'parts.js': parts, ...files })
  const found = await check(`config:${folder}/app.ini`, options)
  return found.map(({ code, line }) => `${code} ${line}`)
}

test('every fault is found at once, in the order of the lines', async () => {
  const text = `[DEFAULT]
size = 1
[pipeline:main]
pipeline = a cashe one
[app:two]
paste.app_factory = ./parts.js:ap
size = 2
rate = 50%
[filter:cache]
use = egg:surely-not-there
[composite:root]
use = egg:Paste#urlmap
/ = onee
junk
[app:x]
use = y
[app:y]
use = x
`
  expect(await findingsOf(text)).toEqual([
    'PASTE_NO_SECTION 4',
    'PASTE_NO_EXPORT 6',
    'PASTE_SHADOWED_KEY 7',
    'PASTE_BAD_PERCENT 8',
    'PASTE_NO_PACKAGE 10',
    'PASTE_OLD_NAME 12',
    'PASTE_NO_SECTION 13',
    'PASTE_SYNTAX 14',
    'PASTE_CYCLE 16',
    'PASTE_CYCLE 18',
  ])
})

describe('a line that looks like the beginning of a section, and is read as something else', () => {
  test.each([
    ['a misspelt kind', '[ap:two]\n', 'PASTE_MISSPELT_SECTION 1', 'write [app:two]'],
    ['a kind in capitals', '[Filter:b]\n', 'PASTE_MISSPELT_SECTION 1', 'write [filter:b]'],
    [
      'a missing bracket',
      '[app:two]\nuse = one\n[filter:b\n',
      'PASTE_MISSPELT_SECTION 3',
      'write [filter:b] if it begins a section',
    ],
    [
      'a missing bracket at the top',
      '[app:main\nuse = one\n',
      'PASTE_NO_HEADER 1',
      'write [app:main] if it begins a section',
    ],
    ['a missing name', '[app:two]\nuse = one\n[]\n', 'PASTE_SYNTAX 3', 'write a name between the brackets'],
  ])('%s', async (_what, text, fault, hint) => {
    const folder = await folderWith({ 'app.ini': text + sections, 'parts.js': parts })
    const found = await check(`config:${folder}/app.ini`)
    expect(found.map(({ code, line, hint }) => [`${code} ${line}`, hint])).toEqual([[fault, hint]])
  })

  test('not sections of other programs', async () => {
    expect(await findingsOf('[loggers]\nkeys = root\n[logger:root]\nlevel = INFO\n[uwsgi]\n')).toEqual([])
  })

  test('says so where its name is asked for', async () => {
    const folder = await folderWith({ 'app.ini': '[ap:main]\n' })
    await expect(loadApp(`config:${folder}/app.ini`)).rejects.toMatchObject({
      code: 'PASTE_NO_SECTION',
      hint: 'write [app:main] for [ap:main] in line 1',
    })
  })
})

test('a file from which nothing can be built is faulty', async () => {
  const folder = await folderWith({ 'app.ini': '[DEFAULT]\nsize = 1\n' })
  expect(await check(`config:${folder}/app.ini`)).toMatchObject([{ code: 'PASTE_NO_SECTION' }])
})

test('a cascade that catches no status is found without building it', async () => {
  const cascade = '[composite:main]\nuse = call:glasspaste/paste:cascade\ncatch = 404 4o4\napp1 = one\n'
  expect(await findingsOf(cascade)).toEqual(['PASTE_BAD_OPTION 3'])
})

test('two sections of one name are told of at the second', async () => {
  expect(await findingsOf('[pipeline:one]\npipeline = a one\n', { name: 'one' })).toEqual([
    'PASTE_AMBIGUOUS_SECTION 4',
  ])
})

test('a file without faults has none', async () => {
  expect(await findingsOf('[pipeline:main]\npipeline = a one\n')).toEqual([])
})

test('nothing is created', async () => {
  expect(await findingsOf('[app:main]\npaste.app_factory = ./parts.js:failing\n')).toEqual([])
})

test('a file that is not there is one fault', async () => {
  expect(await check('config:/nowhere/app.ini')).toMatchObject([{ code: 'PASTE_NO_FILE' }])
})

test('a file that is not UTF-8 is told with the line, and without what stands there', async () => {
  const folder = await folderWith({})
  const file = `${folder}/app.ini`
  await writeFile(file, Buffer.from('[app:one]\npassword = caf\xe9\n', 'latin1'))
  expect((await check(`config:${file}`)).map(formatDiagnostic)).toEqual([
    `PASTE_NOT_UTF8  ${file}:2\n  line 2 is not UTF-8 text\n  save the file as UTF-8`,
  ])
})

describe('what is checked', () => {
  const text = '[pipeline:main]\npipeline = one\n[pipeline:main-bad]\npipeline = gone one\n'

  test('is the whole file where nothing is named', async () => {
    expect(await findingsOf(text)).toEqual(['PASTE_NO_SECTION 4'])
  })

  test('is what a name or a flavor would load', async () => {
    expect(await findingsOf(text, { name: 'main' })).toEqual([])
    expect(await findingsOf(text, { flavor: 'bad' })).toEqual(['PASTE_NO_SECTION 4'])
    expect(await findingsOf(text, { flavor: 'worse' })).toEqual(['PASTE_NO_FLAVOR undefined'])
  })

  test('is, with a name, too, every line that looks like the beginning of a section', async () => {
    const cut = `${text}[app:other]\n[filter:cache\nkey = 1\n`
    expect(await findingsOf(cut, { name: 'main' })).toEqual(['PASTE_MISSPELT_SECTION 6'])
  })

  test('is every flavor of a composite, or the one that is wanted', async () => {
    const flavors = `[composite:main]
paste.composite_factory = glasspaste/paste:flavors
default = one
x = gone one
y = a gone
`
    expect(await findingsOf(flavors)).toEqual(['PASTE_NO_SECTION 4', 'PASTE_NO_SECTION 5'])
    expect(await findingsOf(flavors, { flavor: 'x' })).toEqual(['PASTE_NO_SECTION 4'])
    expect(await findingsOf(flavors, { flavor: 'z' })).toEqual(['PASTE_NO_FLAVOR 1'])
  })

  test('goes into other files', async () => {
    const found = await findingsOf(
      '[app:main]\nuse = config:other.ini#x\n',
      {},
      { 'other.ini': '[app:x]\nuse = gone\n' },
    )
    expect(found).toEqual(['PASTE_NO_SECTION 2'])
  })
})

test('the keys of stock composites are read, too', async () => {
  const text = `[composite:map]
use = call:glasspaste/paste:urlmap
/a /b = one
port 80 /c = one
not_found_app = one
[composite:turns]
use = call:glasspaste/paste:cascade
app1 = one
second = one
catch = 404 405
[composite:flavors]
use = call:glasspaste/paste:flavors
default =
`
  expect(await findingsOf(text)).toEqual([
    'PASTE_BAD_OPTION 3',
    'PASTE_BAD_OPTION 4',
    'PASTE_UNKNOWN_OPTION 9',
    'PASTE_EMPTY_PIPELINE 13',
  ])
})

test('a middleware of npm that is not there, or not named, is found without making any', async () => {
  const text = `[filter:security]
paste.filter_factory = glasspaste/paste:expressMiddleware
middleware = ./parts.js:fitler
[filter:limit]
use = call:glasspaste/paste:expressMiddleware
limit = 100
[filter:sound]
paste.filter_factory = glasspaste/paste:expressMiddleware
middleware = ./parts.js:failing
`
  expect(await findingsOf(text)).toEqual(['PASTE_NO_EXPORT 3', 'PASTE_MISSING_OPTION 4'])
})

test('the value of a key that may be a slip of a secret one is not shown', async () => {
  const definitions = new URL('../../../paste/options/define-filter.ts', import.meta.url).href
  const text = '[filter:key]\npaste.filter_factory = ./key.js:factory\nadmin_pasword = s3cret\nsize = 7\n'
  const folder = await folderWith({
    'app.ini': text + sections,
    'parts.js': parts,
    'key.js': `
      import { defineFilter } from '${definitions}'
      import { option } from '${definitions.replace('define-filter', 'options')}'
      const options = { admin_password: option.secret('none') }
      export const factory = defineFilter({ options, create: () => (req, res, next) => next() })
    `,
  })
  const found = await check(`config:${folder}/app.ini`)
  expect(found.map(({ source }) => source)).toEqual(['admin_pasword = ******', 'size = 7'])
})

describe('the order of filters', () => {
  const module = (path: string) => new URL(`../../../paste/${path}`, import.meta.url).href
  const needing = `
    import { defineApp, defineFilter } from '${module('options/define-filter.ts')}'
    const filter = definition => defineFilter({ ...definition, create: () => (req, res, next) => next() })
    export const gives = filter({ provides: ['user'] })
    export const needs = filter({ requires: ['user'] })
    export const app = defineApp({ requires: ['user'], create: () => (req, res) => res.end() })
  `
  const text = (pipeline: string) => `[pipeline:main]
pipeline = ${pipeline}
[filter:auth]
paste.filter_factory = ./order.ts:gives
[filter:quota]
paste.filter_factory = ./order.ts:needs
[app:api]
paste.app_factory = ./order.ts:app
[composite:root]
use = call:glasspaste/paste:urlmap
/ = api
`
  const load = async (pipeline: string, options: LoadOptions = {}) => {
    const folder = await folderWith({
      'app.ini': text(pipeline) + sections,
      'parts.js': parts,
      'order.ts': needing,
    })
    return loadApp(`config:${folder}/app.ini`, options)
  }

  test('is right when what is needed is provided further out', async () => {
    await expect(load('auth quota root')).resolves.toBeTypeOf('function')
  })

  test('is refused at load, with the filter to put first', async () => {
    await expect(load('quota auth root')).rejects.toMatchObject({
      code: 'PASTE_ORDER',
      line: 2,
      word: 'quota',
      problem: '"quota" needs the user, and nothing before it provides that',
      hint: 'put "auth" (line 3) before "quota"',
    })
  })

  test('is refused with the filter to add, where the file has one', async () => {
    await expect(load('quota root')).rejects.toMatchObject({ hint: 'put "auth" (line 3) before "quota"' })
  })

  test('is refused where an app behind a composite needs it', async () => {
    await expect(load('a root')).rejects.toMatchObject({ code: 'PASTE_ORDER', line: 11, word: 'api' })
  })

  test('is right when the program around provides what is needed', async () => {
    await expect(load('quota root', { provides: ['user'] })).resolves.toBeTypeOf('function')
  })

  test('is part of a check', async () => {
    expect(await findingsOf(text('quota auth root'), {}, { 'order.ts': needing })).toEqual(['PASTE_ORDER 2'])
  })
})
