import express from 'express'
import request from 'supertest'
import { expect, test } from 'vitest'
import { factory } from '../../filters/http_proxy_to_wsgi.ts'
import { requestOrigin } from '../../src/api/origin.ts'
import { globals, settings } from './settings.ts'

/** What the app behind the filter takes the request for. */
async function seen(headers: Record<string, string>, conf = { enable_proxy_headers_parsing: 'true' }) {
  const app = express().use(await factory(await globals(), conf))
  app.use((req, res) => res.json({ origin: requestOrigin(req), base: req.baseUrl, ip: req.ip }))
  return (await request(app).get('/').set('Host', 'inside:9292').set(headers)).body
}

test('Forwarded tells scheme, host and address; its first element counts', async () => {
  const forwarded =
    'for="192.0.2.60";proto=https;host="glance.example:8443", for=10.0.0.1;proto=http;host=inner'
  expect(await seen({ Forwarded: forwarded })).toEqual({
    origin: 'https://glance.example:8443',
    base: '',
    ip: '192.0.2.60',
  })
})

test('without it X-Forwarded-* do', async () => {
  const headers = {
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'glance.example',
    'X-Forwarded-For': '192.0.2.60, 10.0.0.1',
  }
  expect(await seen(headers)).toEqual({ origin: 'https://glance.example', base: '', ip: '192.0.2.60' })
})

test('beside it X-Forwarded-* do not', async () => {
  const { origin } = await seen({ Forwarded: 'proto=https', 'X-Forwarded-Host': 'mallory.example' })
  expect(origin).toBe('https://inside:9292')
})

test('X-Forwarded-Prefix is put before the path', async () => {
  expect((await seen({ 'X-Forwarded-Prefix': '/image/' })).base).toBe('/image')
})

test('a scheme other than http and https is not believed', async () => {
  expect((await seen({ 'X-Forwarded-Proto': 'javascript' })).origin).toBe('http://inside:9292')
})

test('nothing is believed unless enable_proxy_headers_parsing says so', async () => {
  const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'mallory.example' }
  expect((await seen(headers, { enable_proxy_headers_parsing: 'false' })).origin).toBe('http://inside:9292')
})

test('[oslo_middleware] of the configuration says so, too', async () => {
  const text = '[oslo_middleware]\nenable_proxy_headers_parsing = true\n'
  const app = express().use(await factory(await globals(await settings(text)), {}))
  app.use((req, res) => res.send(requestOrigin(req)))
  await request(app).get('/').set('X-Forwarded-Host', 'glance.example').expect('http://glance.example')
})
