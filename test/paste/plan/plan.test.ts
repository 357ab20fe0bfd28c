import { expect, test } from 'vitest'
import { plan, planAll } from '../../../paste/plan/plan.ts'
import { folderWith } from '../../support/folder.ts'

const text = `[DEFAULT]
region = north
[pipeline:main]
set region = south
pipeline = a root
[filter:a]
paste.filter_factory = ./never-imported.js:a
admin_password = secret
size = %(region)s-1
[composite:root]
use = egg:Paste#urlmap
/v2 = api
[app:api]
use = base
y = 2
[app:base]
paste.app_factory = ./never-imported.js:app
x = 1
y = 1
`

test('the plan is the tree that would be built, each value with its line', async () => {
  const folder = await folderWith({ 'app.ini': text, 'never-imported.js': 'throw new Error("imported")' })
  const file = `${folder}/app.ini`
  const tree = await plan(`config:${file}`)
  expect(JSON.parse(JSON.stringify(tree))).toEqual(tree)
  expect(tree).toMatchObject({ type: 'pipeline', name: 'main', section: 'pipeline:main', file, line: 3 })
  expect(tree.globals).toContainEqual({
    key: 'region',
    value: 'south',
    section: 'pipeline:main',
    file,
    line: 4,
  })
  const [{ filters: [filter] = [], inner: root } = { inner: tree }] = tree.branches
  expect(filter).toMatchObject({
    name: 'a',
    factory: {
      spelling: './never-imported.js:a',
      protocol: 'filter_factory',
      module: `file://${folder}/never-imported.js`,
    },
    locals: [
      { key: 'admin_password', value: '***', line: 8 },
      { key: 'size', value: 'north-1', line: 9 },
    ],
  })
  expect(root).toMatchObject({ factory: { spelling: 'egg:Paste#urlmap', name: 'glasspaste/paste:urlmap' } })
  expect(root?.branches).toMatchObject([{ label: '/v2', inner: { name: 'api', line: 13 } }])
  const api = root?.branches[0]?.inner
  expect(api?.locals.map(({ key, value, line }) => `${key}=${value} ${line}`)).toEqual(['x=1 18', 'y=2 15'])
})

test('of a composite that is not ours the apps among its values are taken for its parts', async () => {
  const own =
    '[composite:main]\npaste.composite_factory = ./own.js:composite\nfirst = a\nsecond = nothing\n[app:a]\npaste.app_factory = ./own.js:app\n'
  const folder = await folderWith({ 'app.ini': own })
  const { branches } = await plan(`config:${folder}/app.ini`)
  expect(branches.map(({ label }) => label)).toEqual(['first'])
})

test('a module that is nowhere is left out', async () => {
  const folder = await folderWith({ 'app.ini': '[app:main]\npaste.app_factory = ./gone.js:app\n' })
  expect((await plan(`config:${folder}/app.ini`)).factory).toEqual({
    name: './gone.js:app',
    spelling: './gone.js:app',
    protocol: 'app_factory',
  })
})

test('of a file as a whole there are the things that are no part of another', async () => {
  const folder = await folderWith({ 'app.ini': `${text}[server:main]\nuse = egg:Paste#http\n` })
  const plans = await planAll(`config:${folder}/app.ini`)
  expect(plans.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['app main', 'app base', 'server main'])
})
