import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createServer } from '../../../paste/run/create-server.ts'
import { listen } from '../../../paste/run/serve.ts'
import type { App } from '../../../paste/types.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { nobody, requestContext } from '../../../src/identity/context.ts'
import { openLog } from '../../../src/log/log.ts'
import { logOptions } from '../../../src/log/options.ts'
import { runInRequest } from '../../../src/log/request-scope.ts'
import { logAccess } from '../../../src/server/access-log.ts'
import { folderWith } from '../../support/folder.ts'

test('a download that breaks off is told with the client and the request that it belongs to', async () => {
  const { port, read } = await serve((req, res) => {
    requestContext.set(req, { ...nobody, requestId: 'req-broken' })
    res.writeHead(200, { 'Content-Length': 1000 }).write('some')
  })
  const client = connect(port, '127.0.0.1', () => client.write('GET /data HTTP/1.1\r\nHost: x\r\n\r\n'))
  await once(client, 'data')
  client.destroy()
  await vi.waitFor(() => expect(read()).toContain('(broken off)'), { timeout: 30_000 })
  expect(read()).toMatch(
    / req-broken .*127\.0\.0\.1 "GET \/data HTTP\/1\.1" status: 200 .* \(broken off\)\n$/,
  )
})

test('a request that nobody has a name for does not go by that of the one before it', async () => {
  const { port, read } = await serve((req, res) => {
    if (req.url !== '/named') return res.end()
    const context = { ...nobody, requestId: 'req-first' }
    requestContext.set(req, context)
    return runInRequest(context, () => setImmediate(() => res.end()))
  })
  const named = 'GET /named HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody'
  const client = connect(port, '127.0.0.1', () =>
    client.write(`${named}GET /nameless HTTP/1.1\r\nHost: x\r\n\r\n`),
  )
  onTestFinished(() => void client.destroy())
  await vi.waitFor(() => expect(read()).toContain('/nameless'), { timeout: 30_000 })
  const [first, second] = read().trim().split('\n')
  expect(first).toContain('req-first')
  expect(second).not.toContain('req-first')
})

async function serve(app: App) {
  const folder = await folderWith({ 'x.conf': `[DEFAULT]\nuse_stderr = false\n` })
  const env = { OS_DEFAULT__LOG_DIR: folder }
  const files = [join(folder, 'x.conf')]
  const config = await loadConfig({ files, home: folder, env, groups: [logOptions] })
  const log = await openLog(config, { program: 'glance-x' })
  onTestFinished(() => log.close())
  const { server, close } = await listen(createServer(logAccess(app, log)), { host: '127.0.0.1', port: 0 })
  onTestFinished(close)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, read: () => readFileSync(join(folder, 'glance-x.log'), 'utf8') }
}
