import { describe, expect, test } from 'vitest'
import { findExport, findPackage, type Manifest, splitSpecifier } from '../../../paste/factories/packages.ts'
import { loadApp } from '../../../paste/load.ts'
import { send } from '../../../paste/testing.ts'
import { folderWith } from '../../support/folder.ts'
import { parts } from '../parts.ts'

const exported = (exports: Manifest['exports'], subpath = '.') =>
  findExport({ name: 'p', folder: '/p', manifest: { exports } }, subpath)

describe('the file behind an export', () => {
  test.each([
    ['a text', './a.js', '.', '/p/a.js'],
    ['conditions', { require: './a.cjs', import: './a.js' }, '.', '/p/a.js'],
    ['nested conditions', { '.': { node: { import: './n.js' }, default: './d.js' } }, '.', '/p/n.js'],
    ['the first condition that holds', { '.': { default: './d.js', import: './i.js' } }, '.', '/p/d.js'],
    ['a list', { '.': [{ browser: './b.js' }, './a.js'] }, '.', '/p/a.js'],
    ['a subpath', { './x': './src/x.js' }, './x', '/p/src/x.js'],
    ['a pattern', { './x/*': './src/*.js' }, './x/y/z', '/p/src/y/z.js'],
    ['the longest pattern', { './*': './all/*.js', './x/*': './x/*.js' }, './x/y', '/p/x/y.js'],
    ['a pattern with an end', { './*.js': './src/*.mjs' }, './y.js', '/p/src/y.mjs'],
    ['nothing, where it is hidden', { './*': './*.js', './private/*': null }, './private/x', undefined],
    ['nothing, where only require sees it', { '.': { require: './a.cjs' } }, '.', undefined],
    ['nothing, where it is not listed', { '.': './a.js' }, './x', undefined],
  ])('%s', (_, exports, subpath, file) => {
    expect(exported(exports as Manifest['exports'], subpath)).toBe(file)
  })

  test('is the main file of a package without exports', () => {
    expect(findExport({ name: 'p', folder: '/p', manifest: { main: 'lib/a.js' } }, '.')).toBe('/p/lib/a.js')
    expect(findExport({ name: 'p', folder: '/p', manifest: {} }, './lib/x.js')).toBe('/p/lib/x.js')
  })
})

test('a specifier is split after the name of the package', () => {
  expect(splitSpecifier('a/b/c')).toEqual({ name: 'a', subpath: './b/c' })
  expect(splitSpecifier('@s/a')).toEqual({ name: '@s/a', subpath: '.' })
})

describe('packages are found', () => {
  test('in node_modules on the way up from the file', async () => {
    const folder = await folderWith({
      'node_modules/near/package.json': '{ "name": "near" }',
      'etc/app.ini': '',
    })
    expect(findPackage('near', `${folder}/etc/app.ini`)?.folder).toBe(`${folder}/node_modules/near`)
    expect(findPackage('far', `${folder}/etc/app.ini`)).toBeUndefined()
  })

  test('and glasspaste is the one that is running, wherever the file is', () => {
    expect(findPackage('glasspaste', '/etc/app.ini')?.manifest.name).toBe('glasspaste')
  })
})

describe('egg:PACKAGE#entry', () => {
  const published = JSON.stringify({
    name: 'published',
    type: 'module',
    exports: { import: './index.js' },
    paste: {
      app_factory: { main: './parts.js:app', both: './parts.js:app' },
      composite_factory: { both: './parts.js:composite' },
    },
  })
  const unlisted = JSON.stringify({ name: 'unlisted', type: 'module', exports: { import: './parts.js' } })

  async function load(use: string) {
    const folder = await folderWith({
      'app.ini': `[app:main]\nuse = ${use}\nx = 1\n`,
      'node_modules/published/package.json': published,
      'node_modules/published/parts.js': parts,
      'node_modules/unlisted/package.json': unlisted,
      'node_modules/unlisted/parts.js': parts,
    })
    return loadApp(`config:${folder}/app.ini`)
  }

  test.each(['egg:published', 'egg:published#main', 'egg:unlisted#app', 'call:unlisted:app'])(
    '%s',
    async use => {
      const answer = await send(await load(use), '/')
      expect(await answer.json()).toMatchObject({ conf: { x: '1' } })
    },
  )

  test('an entry that is not there is answered with those that are', async () => {
    await expect(load('egg:published#mian')).rejects.toMatchObject({
      code: 'PASTE_NO_ENTRY',
      hint: 'did you mean "main"?',
    })
    await expect(load('egg:unlisted#gone')).rejects.toMatchObject({ code: 'PASTE_NO_EXPORT' })
  })

  test('an entry of two kinds is ambiguous', async () => {
    await expect(load('egg:published#both')).rejects.toMatchObject({ code: 'PASTE_MANY_ENTRIES' })
  })

  test('a package can be loaded without any file', async () => {
    const folder = await folderWith({
      'node_modules/published/package.json': published,
      'node_modules/published/parts.js': parts,
    })
    const app = await loadApp('egg:published', { relativeTo: new URL(`file://${folder}/server.js`) })
    expect(await (await send(app, '/')).json()).toMatchObject({ conf: {} })
  })
})
