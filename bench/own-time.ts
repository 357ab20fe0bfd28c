// What a worker itself takes for a request, without the kernel: many clients at once, in one process, on connections that are no
// sockets. Against bare node:http that answers with a hit's bytes from memory.
//   node bench/own-time.ts [--clients 64] [--rounds 4000]
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../src/db/open.ts'
import { startApiProcess } from '../src/server/api-process.ts'
import { createApiServer } from '../src/server/listen.ts'
import { createImage, fileOf } from '../test/support/images.ts'
import { localStorage } from '../test/support/local-storage.ts'
import { inTurn, median, printTable } from './support/rounds.ts'

const { values } = parseArgs({
  options: { clients: { type: 'string', default: '64' }, rounds: { type: 'string', default: '4000' } },
})
const body = Buffer.alloc(64 * 1024, 'x')
const folder = await mkdtemp(join(tmpdir(), 'bench-own-time-'))
const bare = createServer((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length })
  res.end(body)
})
const service = await startService()
try {
  const id = await cachedImage(service)
  const rounds = await inTurn(Number(values.rounds), {
    'bare node:http': await askedFor(bare, '/'),
    'hit of 64 KiB': await askedFor(service, `/v2/images/${id}/file`),
    'image shown': await askedFor(service, `/v2/images/${id}`),
    'page of one image': await askedFor(service, '/v2/images?limit=20'),
  })
  const baseline = summary(rounds['bare node:http'])
  const rows = Object.entries(rounds).map(([what, microseconds]) => {
    const { quietest, middle } = summary(microseconds)
    return {
      what,
      'quietest round, µs': quietest,
      '/ bare': quietest / baseline.quietest,
      'median, µs': middle,
      'median / bare': middle / baseline.middle,
    }
  })
  printTable(`one request of ${values.clients} at once`, rows)
} finally {
  await rm(folder, { recursive: true })
}
process.exit()

async function startService(): Promise<Server> {
  const file = join(folder, 'glance-api.conf')
  const paste = new URL('../etc/glance-api-paste.ini', import.meta.url).pathname
  await writeFile(
    file,
    `[DEFAULT]
log_file = ${folder}/glance-api.log
${localStorage(folder)}
[paste_deploy]
config_file = ${paste}
flavor = caching
`,
  )
  const config = await loadConfig({ files: [file] })
  const database = await openDatabase(config)
  await ensureEmbedded(database)
  await database.close()
  let server: Server | undefined
  await startApiProcess(config, async (app, settings) => {
    server = createApiServer(app, settings)
    return { drain: async () => true }
  })
  if (!server) throw new Error('the service has not begun to serve')
  return server
}

async function cachedImage(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const id = await createImage(url)
  const headers = { 'Content-Type': 'application/octet-stream' }
  await fetch(fileOf(url, id), { method: 'PUT', headers, body })
  const isCached = async () => {
    await (await fetch(fileOf(url, id))).arrayBuffer()
    const { cached_images } = (await (await fetch(`${url}/v2/cache`)).json()) as { cached_images: unknown[] }
    return cached_images.length > 0
  }
  while (!(await isCached()));
  return id
}

/** Lets all clients ask at once, and gives the microseconds for each. */
async function askedFor(server: Server, path: string): Promise<() => Promise<number>> {
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:9292\r\n\r\n`)
  const expected = Number(values.clients) * (await answerSize(server, request))
  let received = 0
  const clients = Array.from({ length: Number(values.clients) }, () =>
    connect(server, chunk => {
      received += chunk.length
    }),
  )
  return async () => {
    received = 0
    const began = performance.now()
    for (const client of clients) client.push(request)
    while (received < expected) await nextTurn()
    return ((performance.now() - began) * 1000) / clients.length
  }
}

/** Bytes of the head and the body. */
function answerSize(server: Server, request: Buffer): Promise<number> {
  return new Promise(resolve => {
    let answer = Buffer.alloc(0)
    const client = connect(server, chunk => {
      answer = Buffer.concat([answer, chunk])
      const head = answer.indexOf('\r\n\r\n') + 4
      const size = head + Number(/content-length: (\d+)/i.exec(answer.toString('latin1', 0, head))?.[1])
      if (answer.length === size) resolve(size)
    })
    client.push(request)
  })
}

function connect(server: Server, take: (chunk: Buffer) => void): Duplex {
  const client = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      take(chunk)
      done()
    },
    writev(chunks, done) {
      for (const { chunk } of chunks) take(chunk)
      done()
    },
  })
  server.emit('connection', Object.assign(client, { remoteAddress: '127.0.0.1' }))
  return client
}

function summary(microseconds: readonly number[]) {
  return { quietest: Math.min(...microseconds), middle: median(microseconds) }
}
