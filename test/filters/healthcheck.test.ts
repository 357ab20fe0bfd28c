import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import request from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { appFactory, factory } from '../../filters/healthcheck.ts'
import { tryFilter } from '../../paste/testing.ts'
import type { App, Conf } from '../../paste/types.ts'
import { temporaryFolder } from '../support/folder.ts'
import { globals, settings } from './settings.ts'

/** The app's form, called as a filter: nothing in it passes on unless it declines. */
async function health(conf: Conf, text = '') {
  return tryFilter(appFactory, { conf, lend: await settings(text) })
}

const byFile = { backends: 'disable_by_file' }

test('it is healthy until the file appears, and again when it is gone', async () => {
  const file = join(await temporaryFolder(), 'disable')
  const app = await health({ ...byFile, disable_by_file_path: file })
  expect([(await app.send('/')).status, await (await app.send('/')).text()]).toEqual([200, 'OK'])

  await writeFile(file, '')
  expect([(await app.send('/')).status, await (await app.send('/')).text()]).toEqual([
    503,
    'DISABLED BY FILE',
  ])

  await rm(file)
  expect((await app.send('/any/path')).status).toBe(200)
})

test('HEAD is answered without a body: 204 while healthy, 503 otherwise', async () => {
  const file = join(await temporaryFolder(), 'disable')
  const app = await health({ ...byFile, disable_by_file_path: file })
  expect((await app.send('/', { method: 'HEAD' })).status).toBe(204)
  await writeFile(file, '')
  expect((await app.send('/', { method: 'HEAD' })).status).toBe(503)
})

test.each([
  [undefined, 'text/plain; charset=UTF-8'],
  ['*/*', 'text/plain; charset=UTF-8'],
  ['application/xml', 'text/plain; charset=UTF-8'],
  ['text/html', 'text/html; charset=UTF-8'],
  ['text/html;q=0.5, application/json', 'application/json'],
])('Accept: %s is answered with %s', async (accept, type) => {
  const app = await health(byFile)
  const answer = await app.send('/', { headers: accept ? { Accept: accept } : {} })
  expect(answer.headers.get('Content-Type')).toBe(type)
})

test('JSON names the reasons, indented as monitors know it', async () => {
  const app = await health(byFile)
  const answer = await app.send('/', { headers: { Accept: 'application/json' } })
  expect(await answer.text()).toBe('{\n    "detailed": false,\n    "reasons": [\n        "OK"\n    ]\n}')
})

test('detailed tells why, and escapes it in HTML', async () => {
  const app = await health({ ...byFile, disable_by_file_path: '/no/<such>', detailed: 'true' })
  const json = await app.send('/', { headers: { Accept: 'application/json' } })
  expect(await json.json()).toMatchObject({
    detailed: true,
    reasons: [{ class: 'HealthcheckResult', details: "Path '/no/<such>' was not found", reason: 'OK' }],
  })
  const html = await app.send('/', { headers: { Accept: 'text/html' } })
  expect(await html.text()).toContain('<TD>Path &#39;/no/&#60;such&#62;&#39; was not found</TD>')
})

test('without checks it is healthy and has nothing to say', async () => {
  const app = await health({})
  const answer = await app.send('/')
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

test('enable_by_files wants every file', async () => {
  const folder = await temporaryFolder()
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  await writeFile(first, '')
  const app = await health({ backends: 'enable_by_files', enable_by_file_paths: `${first},${second}` })
  expect(await (await app.send('/')).text()).toBe('FILE PATH MISSING')
  await writeFile(second, '')
  expect(await (await app.send('/')).text()).toBe('OK')
})

test('disable_by_files_ports looks at the file of the port that was asked', async () => {
  const file = join(await temporaryFolder(), 'disable')
  await writeFile(file, '')
  const [asked, other] = [await listen(), await listen()]
  const conf = { backends: 'disable_by_files_ports', disable_by_file_paths: `${asked.port}:${file}` }
  const app = await appFactory(await globals(), conf)
  asked.use(app)
  other.use(app)
  await request(asked.server).get('/').expect(503, 'DISABLED BY FILE')
  await request(other.server).get('/').expect(200, 'OK')
})

test('the section overrides [healthcheck] of the configuration', async () => {
  const file = join(await temporaryFolder(), 'disable')
  await writeFile(file, '')
  const text = `[healthcheck]\nbackends = disable_by_file\ndisable_by_file_path = ${file}\n`
  expect((await (await health({}, text)).send('/')).status).toBe(503)
  expect((await (await health({ disable_by_file_path: '/nowhere' }, text)).send('/')).status).toBe(200)
})

test.each([
  [{ backends: 'disable_by_file,enable_by_files' }, /cannot be used together/],
  [
    { backends: 'disabled_by_file' },
    /"disabled_by_file" cannot be read: there is no check "disabled_by_file", only disable_by_file/,
  ],
  [{ backends: 'disable_by_files_ports', disable_by_file_paths: '/x' }, /is not port:path/],
  [{ detailed: 'perhaps' }, /"perhaps" cannot be read: /],
  [{ allowed_source_ranges: '10.0.0.0/99' }, /10\.0\.0\.0\/99 is not an address\/prefix/],
])('%o does not load', async (conf: Conf, reason) => {
  await expect(health(conf)).rejects.toThrow(reason)
})

test('as a filter it answers on its path only', async () => {
  const filter = await tryFilter(factory, { conf: byFile, lend: await settings() })
  expect(await (await filter.send('/healthcheck?x')).text()).toBe('OK')
  expect(await (await filter.send('//healthcheck')).text()).toBe('OK')
  expect(await (await filter.send('/healthcheck/x')).text()).toBe('reached')
  const elsewhere = await tryFilter(factory, { conf: { ...byFile, path: '/alive' }, lend: await settings() })
  expect(await (await elsewhere.send('/alive')).text()).toBe('OK')
})

test.each([
  ['127.0.0.0/8', 200],
  ['::1/128,127.0.0.1/32', 200],
  ['10.0.0.0/8', 404],
])('with allowed_source_ranges = %s a neighbour on 127.0.0.1 gets %i', async (ranges, status) => {
  const app = express().use(await appFactory(await globals(), { allowed_source_ranges: ranges }))
  await request(app).get('/').expect(status)
})

test('with ignore_proxied_requests a request that came through a proxy is not answered', async () => {
  const app = express().use(await appFactory(await globals(), { ignore_proxied_requests: 'true' }))
  await request(app).get('/').expect(200)
  await request(app).get('/').set('X-Forwarded-For', '10.1.2.3').expect(404)
})

test('the name of the filter makes an app, too, mounted at its path', async () => {
  const app = express().use('/healthcheck', await factory(await globals(), byFile))
  await request(app).get('/healthcheck').expect(200, 'OK')
})

async function listen() {
  const app = express()
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { server, port, use: (handler: App) => app.use(handler) }
}
