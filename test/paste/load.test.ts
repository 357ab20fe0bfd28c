import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inspect } from 'node:util'
import express, { type Request, type Response } from 'express'
import { describe, expect, test, vi } from 'vitest'
import type { Diagnostic, PasteError } from '../../paste/errors.ts'
import { lend, serviceKey } from '../../paste/keys.ts'
import { appConfig, type LoadOptions, loadApp, loadFilter, loadServer } from '../../paste/load.ts'
import { check } from '../../paste/plan/check.ts'
import { plan } from '../../paste/plan/plan.ts'
import { send } from '../../paste/testing.ts'
import type { App } from '../../paste/types.ts'
import { folderWith, parts } from './folder.ts'

const express4: typeof express = createRequire(import.meta.url)('express4')

const sections = `
[app:one]
paste.app_factory = ./parts.js:app
name = one
[filter:a]
paste.filter_factory = ./parts.js:filter
name = a
[filter:b]
paste.filter_app_factory = ./parts.js:wrap
name = b
`

/** Loads a text, which may use the app `one` and the filters `a` and `b`. */
async function load(text: string, options: LoadOptions = {}, files: Readonly<Record<string, string>> = {}) {
  const folder = await folderWith({ 'app.ini': text + sections, 'parts.js': parts, ...files })
  return loadApp('config:app.ini', { relativeTo: folder, ...options })
}

interface Answer {
  readonly conf: Readonly<Record<string, string>>
  readonly globals: Readonly<Record<string, string>>
  readonly here: string
  readonly url: string
  readonly trail: readonly unknown[]
}

async function answerOf(app: App, path = '/'): Promise<Answer> {
  return (await (await send(app, path)).json()) as Answer
}

async function faultOf(text: string, options: LoadOptions = {}): Promise<PasteError> {
  const loaded = await load(text, options).catch((error: unknown) => error)
  expect(loaded).toHaveProperty('code')
  return loaded as PasteError
}

describe('an app from an ini', () => {
  test.each([
    ['Express 5', express],
    ['Express 4', express4],
  ])('is mounted in %s', async (_, framework) => {
    const app = await load('[pipeline:main]\npipeline = a b a one\n')
    const answer = await answerOf(framework().use('/x', app), '/x/y')
    expect(answer).toMatchObject({ url: '/y', trail: ['a', 'b', 'a'], conf: { name: 'one' } })
  })

  test('may have a name of its own, in the URI or as an option', async () => {
    const folder = await folderWith({ 'app.ini': sections, 'parts.js': parts })
    const uri = `config:${folder}/app.ini`
    expect(await answerOf(await loadApp(`${uri}#one`))).toMatchObject({ conf: { name: 'one' } })
    expect(await answerOf(await loadApp(`${uri}#none`, { name: 'one' }))).toMatchObject({
      conf: { name: 'one' },
    })
  })

  test('is found beside the module that loads it', async () => {
    const folder = await folderWith({ 'app.ini': `[app:main]\nuse = one\n${sections}`, 'parts.js': parts })
    const meta = { url: `file://${folder}/server.js`, resolve: (name: string) => name }
    expect(await answerOf(await loadApp('config:app.ini', { relativeTo: meta }))).toHaveProperty('conf')
  })

  test('gets its own keys, and those of all as globals', async () => {
    const app = await load('[DEFAULT]\nx = 1\n[app:main]\nuse = one\nset y = 2\nz = %(x)s3\n', {
      globalConf: { w: '0' },
    })
    const { conf, globals } = await answerOf(app)
    expect(conf).toEqual({ name: 'one', z: '13' })
    expect(globals).toMatchObject({ w: '0', x: '1', y: '2' })
  })

  test('in another file is told of that file, and of the globals of the first', async () => {
    const other = '[app:x]\npaste.app_factory = ../parts.js:app\nx = %(here)s\n'
    const app = await load('[app:main]\nuse = config:sub/other.ini#x\n', {}, { 'sub/other.ini': other })
    const { conf, globals, here } = await answerOf(app)
    expect(conf.x).toBe(`${globals.here}/sub`)
    expect(here).toBe(`${globals.here}/sub`)
  })

  test('can be a part of a module, however deep', async () => {
    expect(
      await answerOf(await load('[app:main]\npaste.app_factory = ./parts.js:object.nested.app\n')),
    ).toHaveProperty('url')
    expect(await answerOf(await load('[app:main]\nuse = call:./parts.js:app\n'))).toHaveProperty('url')
  })

  test('tells its plan after its files have gone', async () => {
    const text = '[composite:main]\npaste.composite_factory = ./parts.js:composite\napp = piped\n'
    const folder = await folderWith({
      'app.ini': `${text}[pipeline:piped]\npipeline = a b one\n${sections}`,
      'parts.js': parts,
    })
    const planned = await plan(`config:${folder}/app.ini`)
    const app = await loadApp(`config:${folder}/app.ini`)
    await rm(join(folder, 'app.ini'))
    expect(await app.plan()).toEqual(planned)
    expect(planned.branches).toMatchObject([{ inner: { name: 'piped' } }])
  })

  test('fills the environment in when that is let in', async () => {
    vi.stubEnv('PASTE_TEST', '50%')
    const text = '[app:main]\nuse = one\nx = %(ENV_PASTE_TEST)s\n'
    expect(await answerOf(await load(text, { env: true }))).toMatchObject({ conf: { x: '50%' } })
    expect(await faultOf(text)).toMatchObject({ code: 'PASTE_NO_KEY' })
    vi.unstubAllEnvs()
  })
})

describe('filters stand around', () => {
  test.each([
    ['an app', '[app:main]\nuse = one\nfilter-with = a\n', ['a']],
    ['a filter', '[filter:ab]\nuse = a\nfilter-with = b\n[pipeline:main]\npipeline = ab one\n', ['b', 'a']],
    ['a pipeline', '[pipeline:main]\npipeline = a one\nfilter-with = b\n', ['b', 'a']],
    ['a filter-app', '[filter-app:main]\nuse = a\nnext = one\nfilter-with = b\n', ['b', 'a']],
    [
      'what use takes over',
      '[app:x]\nuse = one\nfilter-with = a\n[app:main]\nuse = x\nfilter-with = b\n',
      ['b', 'a'],
    ],
    [
      'a composite',
      '[composite:main]\npaste.composite_factory = ./parts.js:composite\napp = one\nfilter-with = a\n',
      ['a'],
    ],
  ])('%s', async (_, text, trail) => {
    expect((await answerOf(await load(text))).trail).toEqual(trail)
  })

  test('set reaches everything below, and nothing beside', async () => {
    const text = '[DEFAULT]\nname = d\n[filter:n]\npaste.filter_factory = ./parts.js:filter\n'
    const app = await load(
      `${text}[pipeline:main]\nset name = s\npipeline = n p\n[pipeline:p]\npipeline = n one\n`,
    )
    expect((await answerOf(app)).trail).toEqual(['s', 's'])
    const beside = await load(
      `${text}[pipeline:main]\npipeline = n p\n[pipeline:p]\nset name = s\npipeline = n one\n`,
    )
    expect((await answerOf(beside)).trail).toEqual(['d', 's'])
  })
})

describe('a flavor', () => {
  const own = '[pipeline:main]\npipeline = one\n[pipeline:main-x+y]\npipeline = a one\n'
  const composite = `[composite:main]
paste.composite_factory = glasspaste/paste:flavors
default = one
x = a b one
`

  test('is a section where there is one', async () => {
    expect((await answerOf(await load(own, { flavor: 'x+y' }))).trail).toEqual(['a'])
    expect((await answerOf(await load(own, { flavor: '' }))).trail).toEqual([])
  })

  test('is a key of a composite', async () => {
    expect((await answerOf(await load(composite, { flavor: 'x' }))).trail).toEqual(['a', 'b'])
    expect((await answerOf(await load(composite))).trail).toEqual([])
  })

  test('that is nowhere is refused with those that there are', async () => {
    expect(await faultOf(own, { flavor: 'x+z' })).toMatchObject({
      code: 'PASTE_NO_FLAVOR',
      hint: 'did you mean "x+y"? there are x+y',
    })
    expect(await faultOf(composite, { flavor: 'z' })).toMatchObject({
      code: 'PASTE_NO_FLAVOR',
      line: 1,
      hint: 'there are default, x',
    })
  })

  test('that only a section of another name has is answered with that', async () => {
    const text = '[app:shop]\nuse = one\n[app:shop-x]\nuse = one\n'
    expect((await faultOf(text, { flavor: 'x' })).hint).toBe('did you mean #shop, which has it?')
  })
})

describe('what was opened', () => {
  const key = serviceKey<string>('shop', { open: () => 'opened', close: () => void log.push('closed') })
  let log: string[] = []
  const borrowing = `export const app = async globals => {
    const shop = await globals.borrow(globalThis.testKey)
    return (req, res) => res.end(shop)
  }`

  async function loadBorrowing(text: string, options: LoadOptions = {}) {
    log = []
    vi.stubGlobal('testKey', key)
    return load(text, options, { 'shop.js': borrowing })
  }

  test('is closed with the app', async () => {
    const app = await loadBorrowing('[app:main]\npaste.app_factory = ./shop.js:app\n')
    expect(await (await send(app, '/')).text()).toBe('opened')
    await app.close()
    await app[Symbol.asyncDispose]()
    expect(log).toEqual(['closed'])
  })

  test('is closed when loading fails later', async () => {
    const text =
      '[composite:main]\nuse = egg:Paste#urlmap\n/ = shop\n/x = bad\n[app:shop]\npaste.app_factory = ./shop.js:app\n'
    await expect(loadBorrowing(`${text}[app:bad]\npaste.app_factory = ./parts.js:failing\n`)).rejects.toThrow(
      'no such luck',
    )
    expect(log).toEqual(['closed'])
  })

  test('gives way to what the program lends', async () => {
    const app = await loadBorrowing('[app:main]\npaste.app_factory = ./shop.js:app\n', {
      lend: [lend(key, 'lent')],
    })
    expect(await (await send(app, '/')).text()).toBe('lent')
  })
})

describe('a fault says where it is and what to do', () => {
  test('a misspelt filter is marked in its line', async () => {
    const { message, file } = await faultOf('[pipeline:main]\npipeline = a bb one\n')
    expect(message).toBe(`PASTE_NO_SECTION  ${file}:2  [pipeline:main] pipeline
  there is no filter "bb"
  2 | pipeline = a bb one
                   ^^
  did you mean "b" (line 10)?`)
  })

  test.each([
    [
      'an app among the filters',
      '[pipeline:main]\npipeline = one one\n',
      'PASTE_NO_SECTION',
      2,
      '"one" (line 4) is an app, and a filter is needed here',
    ],
    [
      'a filter at the end',
      '[pipeline:main]\npipeline = a\n',
      'PASTE_NO_SECTION',
      2,
      '"a" (line 7) is a filter, and an app is needed here',
    ],
    [
      'a key of a pipeline',
      '[pipeline:main]\npipeline = a one\nx = 1\n',
      'PASTE_EXTRA_SETTING',
      3,
      'set it in the section of a, or write "set x = …" for all of them',
    ],
    [
      'an export',
      '[app:main]\npaste.app_factory = ./parts.js:ap\n',
      'PASTE_NO_EXPORT',
      2,
      'did you mean "app"?',
    ],
    [
      'a file',
      '[app:main]\npaste.app_factory = ./part.js:app\n',
      'PASTE_NO_MODULE',
      2,
      'did you mean "parts.js"?',
    ],
    [
      'a package',
      '[app:main]\nuse = egg:surely-not-there\n',
      'PASTE_NO_PACKAGE',
      2,
      'npm install surely-not-there',
    ],
    [
      'a package of Python',
      '[app:main]\nuse = egg:SurelyNot#there\n',
      'PASTE_NO_PACKAGE',
      2,
      'this is a name of Python: write a counterpart for Node',
    ],
    [
      'a filter of Python',
      '[app:main]\npaste.app_factory = surely_not.there:Thing.factory\n',
      'PASTE_NO_MODULE',
      2,
      expect.stringContaining('a name of Python'),
    ],
    [
      'an export that is no function',
      '[app:main]\npaste.app_factory = ./parts.js:number\n',
      'PASTE_NOT_A_FACTORY',
      2,
      expect.stringContaining('functions of its module are '),
    ],
    [
      'a name without export',
      '[app:main]\npaste.app_factory = ./parts.js\n',
      'PASTE_BAD_NAME',
      2,
      'write ./parts.js:default, or the export that is meant',
    ],
    [
      'a result that is none',
      '[app:main]\npaste.app_factory = ./parts.js:nothing\n',
      'PASTE_WRONG_RESULT',
      2,
      'return a function (req, res, next) => …',
    ],
    [
      'a factory that throws',
      '[app:main]\npaste.app_factory = ./parts.js:failing\n',
      'PASTE_FACTORY_FAILED',
      2,
      undefined,
    ],
    [
      'a factory of another kind',
      '[filter:f]\npaste.app_factory = ./parts.js:app\n[pipeline:main]\npipeline = f one\n',
      'PASTE_NO_FACTORY',
      2,
      'write paste.filter_factory = MODULE:export',
    ],
    [
      'a call in a pipeline',
      '[pipeline:main]\npipeline = call:./parts.js:filter one\n',
      'PASTE_NO_PROTOCOL',
      2,
      'give it a section [filter:NAME] with "paste.filter_factory = ./parts.js:filter"',
    ],
    [
      'a circle',
      '[app:main]\nuse = x\n[app:x]\nuse = main\n',
      'PASTE_CYCLE',
      4,
      'let one of them name a section outside of the circle',
    ],
    [
      'an object of factories',
      '[app:main]\npaste.app_factory = ./parts.js:object.nested\n',
      'PASTE_NOT_A_FACTORY',
      2,
      'did you mean ./parts.js:object.nested.app?',
    ],
    [
      'a circle through a composite',
      '[composite:main]\nuse = egg:Paste#urlmap\n/ = main\n',
      'PASTE_CYCLE',
      3,
      'name another section, or what makes this one',
    ],
    [
      'a requirement',
      '[app:main]\nuse = one\nrequire = express surely-not-there\n',
      'PASTE_NO_PACKAGE',
      3,
      expect.any(String),
    ],
  ])('%s', async (_, text, code, line, hint) => {
    const fault = await faultOf(text)
    expect({ code: fault.code, line: fault.line, hint: fault.hint }).toEqual({ code, line, hint })
  })

  test('a circle is printed as a path', async () => {
    const { problem } = await faultOf('[app:main]\nuse = x\n[app:x]\nuse = y\n[app:y]\nuse = x\n')
    expect(problem).toBe('the section leads back to itself: app:x -> app:y -> app:x')
  })

  test('the error of a factory stays its cause', async () => {
    const { cause } = await faultOf('[app:main]\npaste.app_factory = ./parts.js:failing\n')
    expect(cause).toMatchObject({ message: 'no such luck' })
  })

  test('a module that breaks while it is imported is told from one that is not there', async () => {
    const text = '[app:main]\npaste.app_factory = ./broken.js:app\n'
    await expect(load(text, {}, { 'broken.js': 'throw new Error("broken inside")' })).rejects.toThrow(
      '"./broken.js:app" could not be imported: broken inside',
    )
  })
})

describe('declared options', () => {
  const limited = `
    import { defineFilter } from '${new URL('../../paste/options/define-filter.ts', import.meta.url)}'
    import { option } from '${new URL('../../paste/options/options.ts', import.meta.url)}'
    export const limit = defineFilter({
      options: { size: option.integer(), password: option.secret('') , kind: option.oneOf(['a', 'b'], 'a') },
      create: ({ size }) => (req, res, next) => { req.trail = [size]; return next() },
    })`
  const pipeline =
    '[pipeline:main]\npipeline = limit one\n[filter:limit]\npaste.filter_factory = ./limit.ts:limit\n'

  test('reach the filter with their types', async () => {
    const app = await load(`${pipeline}size = 9\n`, {}, { 'limit.ts': limited })
    expect((await answerOf(app)).trail).toEqual([9])
  })

  /** What loading says of a section whose schema throws at every value but `name` that is no JSON. */
  async function faultOfThrowing(keys: string): Promise<PasteError> {
    const throwing = `
      import { defineFilter } from '${new URL('../../paste/options/define-filter.ts', import.meta.url)}'
      const parse = ({ name, ...lists }) => Object.values(lists).map(text => JSON.parse(text))
      const options = { '~standard': { version: 1, vendor: 'test', validate: conf => ({ value: parse(conf) }) } }
      export const limit = defineFilter({ options, create: () => (req, res, next) => next() })`
    const folder = await folderWith({
      'app.ini': pipeline + keys + sections,
      'parts.js': parts,
      'limit.ts': throwing,
    })
    const fault: PasteError = await loadApp(`config:${folder}/app.ini`).catch(error => error)
    expect(await check(`config:${folder}/app.ini`)).toEqual([fault])
    return fault
  }

  test.each([
    ['the key', 'name = x\nlevels = [1,\n', { line: 6, key: 'levels', word: '[1,' }],
    ['the section, where no key is to blame', 'name = x\nlevels = [1,\nmore = [\n', { line: 3 }],
  ])('a schema that throws is an error that names %s', async (_, keys, place) => {
    expect(await faultOfThrowing(keys)).toMatchObject({
      code: 'PASTE_BAD_OPTION',
      section: 'filter:limit',
      ...place,
      problem: expect.stringContaining('JSON'),
      hint: expect.stringContaining('report an issue'),
      cause: expect.any(SyntaxError),
    })
  })

  test('a schema that throws at a secret tells nothing of it', async () => {
    const fault = await faultOfThrowing('token = hush\n')
    expect(fault).toMatchObject({ line: 5, key: 'token', source: 'token = ****' })
    expect(inspect(fault)).not.toContain('hush')
  })

  test.each([
    ['an unknown key', 'size = 1\nsze = 9\n', 'PASTE_UNKNOWN_OPTION', 6],
    ['a missing key', '', 'PASTE_MISSING_OPTION', 3],
    ['a wrong value', 'size = many\n', 'PASTE_BAD_OPTION', 5],
  ])('%s is an error at its line', async (_, keys, code, line) => {
    await expect(load(pipeline + keys, {}, { 'limit.ts': limited })).rejects.toThrow(
      expect.objectContaining({ code, line }),
    )
  })
})

describe('a middleware of npm', () => {
  const section =
    '[pipeline:main]\npipeline = m one\n[filter:m]\nuse = call:glasspaste/paste:expressMiddleware\n'

  test('is found where the program has its packages', async () => {
    const folder = await folderWith({
      'app.ini': `${section}middleware = helmet:default\n${sections}`,
      'parts.js': parts,
    })
    const app = await loadApp(`config:${folder}/app.ini`, { relativeTo: import.meta })
    expect((await send(app, '/')).headers.get('x-content-type-options')).toBe('nosniff')
    await expect(loadApp(`config:${folder}/app.ini`)).rejects.toThrow('there is no package "helmet"')
  })

  test.each([
    ['one that is not there', 'middleware = ./parts.js:fitler\n', 'PASTE_NO_EXPORT', 5],
    ['what makes none', 'limit = 1\nmiddleware = ./parts.js:nothing\n', 'PASTE_WRONG_RESULT', 6],
    ['none', 'limit = 1\n', 'PASTE_MISSING_OPTION', 3],
  ])('%s is an error at its line', async (_, keys, code, line) => {
    expect(await faultOf(section + keys)).toMatchObject({
      code,
      line,
      key: 'middleware',
      section: 'filter:m',
    })
  })
})

describe('warnings', () => {
  async function warningsOf(text: string, options: LoadOptions = {}): Promise<string[]> {
    const warnings: Diagnostic[] = []
    await load(text, { ...options, onWarning: warning => warnings.push(warning) })
    return warnings.map(({ code, line }) => `${code} ${line}`)
  }

  test.each([
    [
      'a key that [DEFAULT] has',
      '[DEFAULT]\nx = 1\n[app:main]\nuse = one\nx = 2\n',
      ['PASTE_SHADOWED_KEY 5'],
    ],
    ['a comment after a value', '[app:main]\nuse = one\nx = 1 # one\n', ['PASTE_INLINE_COMMENT 3']],
    [
      'a second spelling of a section',
      '[application:main]\nx = 1\n[app:main]\nuse = one\n',
      ['PASTE_SHADOWED_SECTION 1'],
    ],
    [
      'a key beside use that reaches nothing',
      '[app:main]\nuse = p\nx = 1\n[pipeline:p]\npipeline = one\n',
      ['PASTE_LOST_KEY 3'],
    ],
    [
      'a default that comes out empty',
      '[DEFAULT]\ne =\nx = %(e)s\n[app:main]\nuse = one\n',
      ['PASTE_EMPTY_DEFAULT 3'],
    ],
    ['a name of Python', '[composite:main]\nuse = egg:Paste#urlmap\n/ = one\n', ['PASTE_OLD_NAME 2']],
    ['nothing where nothing is odd', '[app:main]\nuse = one\nurl = http://h/#x\n', []],
  ])('%s', async (_, text, expected) => {
    expect(await warningsOf(text)).toEqual(expected)
  })

  test('come once, however often a section is used', async () => {
    const text = '[DEFAULT]\nx = 1\n[filter:f]\nuse = a\nx = 2\n[pipeline:main]\npipeline = f f one\n'
    expect(await warningsOf(text)).toEqual(['PASTE_SHADOWED_KEY 5'])
  })

  test('the keys of the caller shadow those of sections, too', async () => {
    expect(await warningsOf('[app:main]\nuse = one\nx = 2\n', { globalConf: { x: '1' } })).toEqual([
      'PASTE_SHADOWED_KEY 3',
    ])
  })
})

test.each([
  ['old.module:Ap', undefined],
  ['old.module:Ap', import.meta],
  ['egg:old#ap', undefined],
])('a name that is nearly an alias, %s, is answered with that', async (name, relativeTo) => {
  const aliases = { 'old.module:App': './parts.js:app', 'egg:old#app': './parts.js:app' }
  const key = name.startsWith('egg:') ? 'use' : 'paste.app_factory'
  const folder = await folderWith({ 'app.ini': `[app:main]\n${key} = ${name}\n` })
  await expect(loadApp(`config:${folder}/app.ini`, { aliases, relativeTo })).rejects.toThrow(
    `did you mean "${name.replace(/ap$/i, match => `${match}p`)}"?`,
  )
})

test('aliases stand for names, with a key of the section filled in', async () => {
  const aliases = { 'old.module:make': '%(old.class)s', 'old.module:App': './parts.js:app' }
  const app = await load(
    '[app:main]\npaste.app_factory = old.module:make\nold.class = old.module:App\nx = 1\n',
    { aliases },
  )
  expect(await answerOf(app)).toMatchObject({ conf: { x: '1' } })
})

test('a filter loads alone, to be put around any app', async () => {
  const folder = await folderWith({
    'app.ini': `[filter:main]\nuse = b\nfilter-with = a\n${sections}`,
    'parts.js': parts,
  })
  const wrap = await loadFilter(`config:${folder}/app.ini`)
  const app = wrap((req: Request, res: Response) => res.json(Reflect.get(req, 'trail')))
  expect(await (await send(app, '/')).json()).toEqual(['a', 'b'])
})

test.each([
  ['server_factory', 'serve', 'export const serve = (globals, conf) => app => ({ app, conf })'],
  ['server_runner', 'run', 'export const run = (app, globals, conf) => ({ app, conf })'],
])('a server loads by its paste.%s', async (protocol, name, code) => {
  const folder = await folderWith({
    'app.ini': `[server:main]\npaste.${protocol} = ./server.js:${name}\nport = 1\n`,
    'server.js': code,
  })
  const serve = await loadServer(`config:${folder}/app.ini`)
  const app = () => {}
  expect(await serve(app)).toEqual({ app, conf: { port: '1' } })
})

test('the settings of an app can be had without loading it', async () => {
  const text = '[DEFAULT]\nx = 1\n[app:main]\npaste.app_factory = gone:nothing\ny = %(x)s2\nset z = 3\n'
  const folder = await folderWith({ 'app.ini': text })
  const { globalConf, localConf, conf } = await appConfig(`config:${folder}/app.ini`, {
    globalConf: { w: '0' },
  })
  expect(localConf).toEqual({ y: '12' })
  expect(globalConf).toEqual({ here: folder, __file__: `${folder}/app.ini`, x: '1', z: '3', w: '0' })
  expect(conf).toEqual({ ...globalConf, ...localConf })
})
