import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { App } from '../../../paste/types.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { createApiServer } from '../../../src/server/listen.ts'
import { serverOptions } from '../../../src/server/options.ts'

const config = await loadConfig({ files: [], home: '/nowhere', env: {}, groups: [serverOptions] })
const settings = config.read(serverOptions)

const echo: App = async (req, res) => void res.end(await text(req))
const refuse: App = (_req, res) => void res.writeHead(404).end()

/** Sends a body, once there is leave to. */
async function upload(app: App, http_keepalive = true) {
  const server = createApiServer(app, { ...settings, http_keepalive }).listen(0, '127.0.0.1')
  onTestFinished(() => server[Symbol.asyncDispose]())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const headers = { Expect: '100-continue', 'Content-Length': '5', Connection: 'keep-alive' }
  const sent = request({ host: '127.0.0.1', port, method: 'PUT', headers })
  let leave = 0
  sent.on('continue', () => {
    leave++
    sent.end('hello')
  })
  sent.flushHeaders()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const body = await text(answer)
  sent.destroy()
  return { leave, status: answer.statusCode, body, connection: answer.headers.connection }
}

describe('a client that waits for leave to send its body', () => {
  test('gets it, once, when the body is read', async () => {
    const answer = { leave: 1, status: 200, body: 'hello', connection: 'keep-alive' }
    expect(await upload(echo)).toEqual(answer)
  })

  test('is refused without it, and asked for another connection', async () => {
    expect(await upload(refuse)).toEqual({ leave: 0, status: 404, body: '', connection: 'close' })
  })

  test('is told to close where connections are not kept', async () => {
    expect(await upload(echo, false)).toMatchObject({ leave: 1, body: 'hello', connection: 'close' })
  })
})
