import express from 'express'
import { describe, expect, test } from 'vitest'
import { urlmap } from '../../../paste/composites/urlmap.ts'
import { send } from '../../../paste/testing.ts'
import type { App, Conf, Loader } from '../../../paste/types.ts'
import { globals } from '../globals.ts'

/** Every name is an app that says its name and where it thinks it is. */
const loader: Loader = {
  app: async name => (req, res, next) =>
    name === 'passing' ? next() : void res.send(`${name} ${req.baseUrl || '-'} ${req.url}`),
  filter: () => Promise.reject(new Error('no filters')),
  server: () => Promise.reject(new Error('no servers')),
}

const makeMap = async (conf: Conf, defaults: Conf = {}) =>
  urlmap(loader, { ...globals, conf: defaults }, conf)

async function ask(app: App, path: string, host = 'localhost'): Promise<string> {
  const answer = await send(app, path, { headers: { host } })
  return answer.text()
}

describe('urlmap', () => {
  test('says which key is wrong', async () => {
    await expect(makeMap({ 'domain a domain b': 'x' })).rejects.toMatchObject({
      code: 'PASTE_BAD_OPTION',
      key: 'domain a domain b',
      problem: "'domain' given twice",
    })
  })

  test('takes the longest prefix, at the end of a path segment only', async () => {
    const app = await makeMap({ '/': 'root', '/v2': 'v2', '/v2/images': 'images' })
    expect(await ask(app, '/v2/images/1?a=b')).toBe('images /v2/images /1?a=b')
    expect(await ask(app, '/v2/image')).toBe('v2 /v2 /image')
    expect(await ask(app, '/v2')).toBe('v2 /v2 /')
    expect(await ask(app, '/v2?x')).toBe('v2 /v2 /?x')
    expect(await ask(app, '/v2x')).toBe('root - /v2x')
    expect(await ask(app, '/')).toBe('root - /')
  })

  test('reads several slashes as one, and %xx as what it means', async () => {
    const app = await makeMap({ '/': 'root', '/v2/bücher': 'images' })
    expect(await ask(app, '//v2///b%C3%BCcher//1')).toBe('images /v2/b%C3%BCcher /1')
    expect(await ask(app, '/v2/b%C3%BCcherx')).toBe('root - /v2/b%C3%BCcherx')
    expect(await ask(app, '/%zz')).toBe('root - /%zz')
  })

  test('tries entries with a domain first, whatever their length', async () => {
    const app = await makeMap({
      '/v2/images': 'any',
      'domain foo.com /': 'foo',
      'domain foo.com /v2': 'foo2',
      'domain foo.com port 8080 /': 'foo8080',
      'domain secure.com port 443 /': 'secure',
    })
    expect(await ask(app, '/v2/images', 'foo.com')).toBe('foo2 /v2 /images')
    expect(await ask(app, '/x', 'FOO.com:80')).toBe('foo - /x')
    expect(await ask(app, '/v2/images', 'bar.com')).toBe('any /v2/images /')
    expect(await ask(app, '/x', 'foo.com:8080')).toBe('foo - /x')
  })

  test('tells ports of a domain apart, with the scheme’s own where the request names none', async () => {
    const app = await makeMap({
      'domain foo.com port 8080 /': 'alternative',
      'domain foo.com port 80 /': 'standard',
      'domain [::1] port 8080 /': 'six',
    })
    expect(await ask(app, '/', 'foo.com:8080')).toBe('alternative - /')
    expect(await ask(app, '/', 'foo.com')).toBe('standard - /')
    expect(await ask(app, '/', '[::1]:8080')).toBe('six - /')
    expect(await ask(app, '/', 'foo.com:81')).toContain('Not Found')
  })

  test('keeps the origin of a request line in absolute form', async () => {
    const app = await makeMap({ '/v2': 'v2' })
    expect(await ask(app, 'http://proxied.org/v2/images')).toBe('v2 /v2 http://proxied.org/images')
  })

  test('gives what fits no entry to not_found_app, of the section or of [DEFAULT]', async () => {
    expect(await ask(await makeMap({ '/v2': 'v2', not_found_app: 'lost' }), '/x//y')).toBe('lost - /x//y')
    expect(await ask(await makeMap({ '/v2': 'v2' }, { not_found_app: 'lost' }), '/x')).toBe('lost - /x')
    const emptied = await makeMap({ '/v2': 'v2', not_found_app: '' }, { not_found_app: 'lost' })
    expect(await ask(emptied, '/x')).toContain('Not Found')
  })

  test('answers 404 with a comment that says what there is, and cannot be broken out of', async () => {
    const app = await makeMap({ '/v2': 'v2', 'domain foo.com /': 'foo' })
    const answer = await send(app, '/--><script>', { headers: { host: 'h"--' } })
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const page = await answer.text()
    expect(page).toContain("defined apps: ('foo.com', ''),\n  (None, '/v2')")
    expect(page).toContain(
      "SCRIPT_NAME: ''\nPATH_INFO: '/&#45;&#45;&gt;&lt;script&gt;'\nHTTP_HOST: 'h&quot;&#45;&#45;'",
    )
    expect(page.match(/-->/g)).toHaveLength(1)
  })

  test('the app that is named last for an address stands', async () => {
    const app = await makeMap({ '/v2': 'first', '/v2/': 'second' })
    expect(await ask(app, '/v2')).toBe('second /v2 /')
  })

  test('an Express app that passes on leaves the request as it was', async () => {
    const passing = { ...loader, app: async () => express() }
    const inner = await urlmap(passing, globals, { '/v2': 'express' })
    const outer: App = (req, res) => {
      const before = Object.getPrototypeOf(req)
      return inner(req, res, () => void res.json(Object.getPrototypeOf(req) === before))
    }
    expect(await ask(outer, '/v2/images')).toBe('true')
  })

  test('restores the URL when an app passes on', async () => {
    const inner = await makeMap({ '/v2': 'passing' })
    const outer: App = (req, res) => inner(req, res, () => void res.send(`${req.baseUrl}|${req.url}`))
    expect(await ask(outer, '/v2//images?x')).toBe('|/v2//images?x')
  })
})
