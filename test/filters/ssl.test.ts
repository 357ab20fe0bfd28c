import { expect, test } from 'vitest'
import { factory } from '../../filters/ssl.ts'
import { tryFilter } from '../../paste/testing.ts'
import { settings } from './settings.ts'

async function schemeWith(headers: Record<string, string>, { conf = {}, configured = '' } = {}) {
  const filter = await tryFilter(factory, {
    app: (req, res) => void res.send(req.protocol),
    conf,
    lend: await settings(configured),
  })
  return (await filter.send('/', { headers })).text()
}

test('the scheme is the one that the proxy in front tells', async () => {
  expect(await schemeWith({ 'X-Forwarded-Proto': 'https' })).toBe('https')
  expect(await schemeWith({})).toBe('http')
  expect(await schemeWith({ 'X-Forwarded-Proto': 'javascript' })).toBe('http')
})

test('secure_proxy_ssl_header names the header, in the section or in [oslo_middleware]', async () => {
  const headers = { 'X-Scheme': 'https' }
  expect(await schemeWith(headers)).toBe('http')
  expect(await schemeWith(headers, { conf: { secure_proxy_ssl_header: 'X-Scheme' } })).toBe('https')
  const configured = '[oslo_middleware]\nsecure_proxy_ssl_header = X-Scheme\n'
  expect(await schemeWith(headers, { configured })).toBe('https')
})
