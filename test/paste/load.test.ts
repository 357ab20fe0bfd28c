import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import express, { type Request, type Response } from 'express'
import { describe, expect, test, vi } from 'vitest'
import { lend, serviceKey } from '../../paste/keys.ts'
import { appConfig, type LoadOptions, loadApp, loadFilter, loadServer } from '../../paste/load.ts'
import { plan } from '../../paste/plan/plan.ts'
import { send } from '../../paste/testing.ts'
import { folderWith } from '../support/folder.ts'
import { answerOf, faultOf, load, sections } from './load-text.ts'
import { parts } from './parts.ts'

const express4: typeof express = createRequire(import.meta.url)('express4')

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
      hint: 'did you mean "x+y"? its flavors: x+y',
    })
    expect(await faultOf(composite, { flavor: 'z' })).toMatchObject({
      code: 'PASTE_NO_FLAVOR',
      line: 1,
      hint: 'its flavors: default, x',
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
