import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { folderOf, isUri, parseUri } from '../../../paste/plan/uri.ts'

const parse = (text: string, folder?: string) => parseUri(text, {}, folder)

test.each([
  ['config:/etc/a.ini', '/etc/a.ini'],
  ['config:a.ini', '/base/a.ini'],
  ['config:../a.ini', '/a.ini'],
  ['config:sub\\a.ini', '/base/sub/a.ini'],
  ['config:///etc/a.ini', '/etc/a.ini'],
  ['config:a%20b%23.ini', '/base/a b#.ini'],
  ['config:%c3%bc.ini', '/base/ü.ini'],
  ['config:100%.ini', '/base/100%.ini'],
  ['CONFIG:a.ini', '/base/a.ini'],
])('%s is the file %s', (text, file) => {
  expect(parse(text, '/base')).toEqual({ scheme: 'config', file, name: undefined })
})

test('what follows # is the name', () => {
  expect(parse('config:a.ini#x-y', '/b')).toMatchObject({ name: 'x-y' })
  expect(parse('egg:@scope/package#entry')).toEqual({
    scheme: 'egg',
    distribution: '@scope/package',
    name: 'entry',
  })
})

describe('a mistake is answered', () => {
  test.each([
    ['c.ini', 'PASTE_NO_SCHEME', 'did you mean "config:c.ini"?'],
    ['foo:x', 'PASTE_UNKNOWN_SCHEME', 'there are config:, egg: and call:'],
    ['config:c.ini', 'PASTE_NO_BASE', 'pass relativeTo: import.meta, or __dirname'],
    ['call:x', 'PASTE_BAD_NAME', 'write call:x:default'],
  ])('%s', (text, code, hint) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code, hint: expect.stringContaining(hint) }))
  })
})

test('only letters before the colon make a URI', () => {
  expect(['egg:a', 'Foo:b', '/v2: x', 'a-b:c', './x:y', 'a1:b'].map(isUri)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('relative to a folder, or to a module', () => {
  const url = pathToFileURL('/srv/app.js')
  expect(folderOf('/srv')).toBe('/srv')
  expect([url, url.href, { url: url.href }].map(folderOf)).toEqual(['/srv/', '/srv/', '/srv/'])
})
