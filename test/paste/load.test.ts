import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoadOptions, loadApp } from '../../paste/load.ts'

const express4: typeof express = createRequire(import.meta.url)('express4')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paste-load-'))
  await writeFile(
    join(folder, 'parts.js'),
    `export const app = (globals, conf) => (req, res) => res.json({ conf, globals: globals.conf, url: req.url, trail: req.trail })
     export const filter = (globals, conf) => async (req, res, next) => { req.trail = [...(req.trail ?? []), conf.name]; await next() }
     export const wrap = async (inner, globals, conf) => (req, res, next) => { req.trail = [...(req.trail ?? []), conf.name]; return inner(req, res, next) }`,
  )
})

afterAll(() => rm(folder, { recursive: true }))

async function load(text: string, options: LoadOptions = {}) {
  await writeFile(join(folder, 'app.ini'), text)
  return loadApp('config:app.ini', { relativeTo: folder, ...options })
}

const parts = `
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

describe('an app from an ini', () => {
  test.each([
    ['Express 5', express],
    ['Express 4', express4],
  ])('is mounted in %s', async (_, framework) => {
    const app = await load(`[pipeline:main]\npipeline = a b a one\n${parts}`)
    const answer = await supertest(framework().use('/x', app)).get('/x/y')
    expect(answer.body).toMatchObject({ url: '/y', trail: ['a', 'b', 'a'], conf: { name: 'one' } })
  })

  test('is the section of the flavor where there is one', async () => {
    const text = `[pipeline:main]\npipeline = one\n[pipeline:main-x+y]\npipeline = a one\n${parts}`
    const app = await load(text, { flavor: 'x+y' })
    expect((await supertest(express().use(app)).get('/')).body.trail).toEqual(['a'])
  })

  test('gets the flavor from a composite', async () => {
    const text = `[composite:main]\nuse = egg:Paste#urlmap\n/: api\n/one: one\n[composite:api]
paste.composite_factory = glasspaste/paste:flavors\ndefault = one\nx = a b one\n${parts}`
    const app = await load(text, { flavor: 'x' })
    expect((await supertest(express().use(app)).get('/')).body.trail).toEqual(['a', 'b'])
    expect((await supertest(express().use(app)).get('/one')).body.trail).toBeUndefined()
  })

  test('refuses a flavor that is nowhere', async () => {
    const text = `[pipeline:main]\npipeline = one\n[pipeline:main-caching]\npipeline = a one\n${parts}`
    await expect(load(text, { flavor: 'cachin' })).rejects.toThrow('did you mean "caching"?')
  })
})

test('a misspelt filter is marked in its line', async () => {
  const error = await load(`[pipeline:main]\npipeline = a bb one\n\n${parts}`).catch((error: Error) => error)
  expect((error as Error).message).toBe(`PASTE_NO_SECTION  ${folder}/app.ini:2  [pipeline:main] pipeline
  there is no filter "bb"
  2 | pipeline = a bb one
                   ^^
  did you mean "b" (line 11)?`)
})
