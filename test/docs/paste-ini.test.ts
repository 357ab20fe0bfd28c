import { afterAll, expect, test } from 'vitest'
import { check } from '../../paste/check/check.ts'
import { type LoadOptions, loadApp } from '../../paste/load.ts'
import { send } from '../../paste/testing.ts'
import { openPage } from './page.ts'

const page = await openPage('paste-ini')
afterAll(() => page[Symbol.asyncDispose]())

async function answerOf(file: string, options: LoadOptions = {}) {
  const answer = await send(await loadApp(`config:${page.folder}/${file}`, options), '/')
  return { headers: answer.headers, text: await answer.text() }
}

test('a request goes through the filter to the app', async () => {
  const { headers, text } = await answerOf('site.ini')
  expect(text).toBe('hello\n')
  expect(headers.get('x-greeting')).toBe('Good day')
})

test('settings come as the page says', async () => {
  const { headers, text } = await answerOf('shop.ini')
  expect(headers.get('x-limit')).toBe('100 in south')
  expect(JSON.parse(text)).toEqual({
    title: 'Wool & Yarn',
    stock: `${page.folder}/data/stock.json`,
    region: 'south',
  })
})

test('a flavor picks a pipeline', async () => {
  expect((await answerOf('flavors.ini')).headers.get('x-greeting')).toBeNull()
  expect((await answerOf('flavors.ini', { flavor: 'polite' })).headers.get('x-greeting')).toBe('Good day')
})

test('the text is read as the page says', async () => {
  expect(JSON.parse((await answerOf('text.ini')).text)).toEqual({
    key: 'value',
    other: 'value',
    url: 'http://host/#not-a-comment',
    quoted: '"quotes are part of the value"',
    long: 'a value goes on\nin lines that are indented deeper,\n\nblank lines included',
    empty: '',
  })
})

test('no file of the page has a fault', async () => {
  for (const file of page.files.filter(name => name.endsWith('.ini'))) {
    expect(await check(`config:${page.folder}/${file}`)).toEqual([])
  }
})

test('every name that comes along is there', async () => {
  const names = [...page.text.matchAll(/`glasspaste\/paste:(\w+)`/g)].map(([, name = '']) => name)
  const paste: object = await import('../../paste/index.ts')
  expect(names.length).toBeGreaterThan(0)
  expect(names.filter(name => !(name in paste))).toEqual([])
})
