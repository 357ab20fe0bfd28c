import { once } from 'node:events'
import http from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { factoryDescription } from '../../../paste/options/define-filter.ts'
import { createServer } from '../../../paste/run/create-server.ts'
import { serverFactory, serverRunner } from '../../../paste/run/serve.ts'
import type { App, Conf, RunningServer } from '../../../paste/types.ts'
import { globals } from '../globals.ts'
import { answer } from './run-pipeline.ts'

const start = async (conf: Conf, app: App = answer) => serverRunner(app, globals, { port: '0', ...conf })
const urlOf = ({ server }: RunningServer) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

describe('createServer', () => {
  test('makes requests that an Express app need not change', async () => {
    const prototypes: unknown[] = []
    const app = express()
    app.get('/', (req, res) => {
      prototypes.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res))
      res.json({ query: req.query, app: req.app === app, ip: req.ip })
    })
    const server = createServer(app)
    const born: unknown[] = []
    server.prependListener('request', (req, res) => {
      born.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res))
    })
    const running = await listening(server)
    const got = await fetch(`${running.url}/?a=1`)
    expect(await got.json()).toEqual({ query: { a: '1' }, app: true, ip: '127.0.0.1' })
    expect(born[0] === prototypes[0] && born[1] === prototypes[1]).toBe(true)
    running.stop()
  })

  test('passes its tuning on to Node', () => {
    const server = createServer(answer, { requestTimeout: 1000, headersTimeout: 500, keepAliveTimeout: 70 })
    expect(server).toMatchObject({ requestTimeout: 1000, headersTimeout: 500, keepAliveTimeout: 70 })
  })

  test('answers what an app throws, rejects or passes on, as Express does', async () => {
    const app: App = (req, _res, next) => {
      if (req.url === '/throw') throw Object.assign(new Error('teapot'), { status: 418 })
      if (req.url === '/reject') return Promise.reject(new Error('rejected'))
      return next()
    }
    const running = await listening(createServer(app))
    const statuses = ['/throw', '/reject', '/other'].map(
      async path => (await fetch(running.url + path)).status,
    )
    expect(await Promise.all(statuses)).toEqual([418, 500, 404])
    running.stop()
  })
})

async function listening(server: http.Server) {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('the default server', () => {
  test('listens where its section says', async () => {
    await using running = await start({ host: '127.0.0.1', backlog: '16' })
    expect(await (await fetch(urlOf(running))).text()).toBe('answered')
  })

  test('listens on a socket of the file system', async () => {
    const socket = join(tmpdir(), `glasspaste-${process.pid}.sock`)
    await using _running = await start({ socket })
    const got = await new Promise<http.IncomingMessage>(resolve =>
      http.get({ socketPath: socket, path: '/' }, resolve),
    )
    got.resume()
    expect(got.statusCode).toBe(200)
  })

  test('turns the seconds and bytes of its section into Node’s tuning', async () => {
    await using running = await start({
      keep_alive_timeout: '2m',
      headers_timeout: '10',
      request_timeout: '90s',
      max_header_size: '32k',
    })
    expect(running.server).toMatchObject({
      keepAliveTimeout: 120_000,
      headersTimeout: 10_000,
      requestTimeout: 90_000,
      maxHeaderSize: 32_768,
    })
  })

  test('says which key is wrong', async () => {
    await expect(start({ prt: '1' })).rejects.toMatchObject({ code: 'PASTE_UNKNOWN_OPTION', key: 'prt' })
    expect(await factoryDescription(serverFactory)?.validate({ port: '70000' })).toMatchObject([
      { key: 'port' },
    ])
  })

  test('fails when the address is taken', async () => {
    await using running = await start({})
    const { port } = running.server.address() as AddressInfo
    await expect(start({ port: String(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  test('closes after the answers under way, and keeps no connection alive for it', async () => {
    const gate = Promise.withResolvers<void>()
    const running = await start({ keep_alive_timeout: '1h' }, async (req, res) => {
      if (req.url === '/slow') await gate.promise
      res.end('answered')
    })
    await using kept = keepingClient(urlOf(running))
    await Promise.all([kept.ask('/'), kept.ask('/')])
    const slow = kept.ask('/slow')
    const reached = once(running.server, 'request')
    await reached
    const closed = running.close()
    expect(running.close()).toBe(closed)
    expect(await kept.ask('/')).toEqual(['answered', 'close'])
    gate.resolve()
    expect((await slow)[0]).toBe('answered')
    await closed
    expect(running.server.listening).toBe(false)
  })

  test('answers a request that came on a kept connection while this process stood still, before it closes', async () => {
    const running = await start({ keep_alive_timeout: '1h' })
    const { port } = running.server.address() as AddressInfo
    const kept = connect(port, '127.0.0.1').setEncoding('latin1')
    const ask = () => kept.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    ask()
    await once(kept, 'data')
    const closed = running.close()
    ask()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500)
    const [answers] = await Promise.all([text(kept), closed])
    expect(answers).toMatch(/^HTTP\/1.1 200 OK\r\n/)
  })

  test('closes connections on which nothing has come, before they time out', async () => {
    const running = await start({ headers_timeout: '1h', request_timeout: '1h' })
    const { port } = running.server.address() as AddressInfo
    const taken = once(running.server, 'connection')
    const silent = connect(port, '127.0.0.1')
    await taken
    const [cut] = await Promise.all([once(silent.resume(), 'close'), running.close()])
    expect(cut).toEqual([false])
  })

  test('answers what comes on such a connection a moment after', async () => {
    const running = await start({})
    const { port } = running.server.address() as AddressInfo
    const taken = once(running.server, 'connection')
    const late = connect(port, '127.0.0.1')
    await taken
    const closed = running.close()
    late.write('GET / HTTP/1.1\r\nHost: any\r\n\r\n')
    expect(await text(late)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*answered$/)
    await closed
  })
})

/** Asks on connections that it keeps; tells what the answer says about its own. */
function keepingClient(url: string) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
  return {
    ask: (path: string) =>
      new Promise<[string, string | undefined]>((resolve, reject) => {
        const request = http.get(url + path, { agent }, async answer => {
          let text = ''
          for await (const chunk of answer) text += chunk
          resolve([text, answer.headers.connection])
        })
        request.on('error', reject)
      }),
    async [Symbol.asyncDispose]() {
      agent.destroy()
    },
  }
}
