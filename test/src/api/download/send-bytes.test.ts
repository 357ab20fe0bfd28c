import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, open, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sendBytes } from '../../../../src/api/download/send-bytes.ts'
import { TransferBuffers } from '../../../../src/api/download/transfer-buffers.ts'
import { memoryBytes } from '../../../../src/cache/read/memory-bytes.ts'
import type { Bytes, FileBytes, Range } from '../../../../src/stores/driver.ts'
import { openFileBytes } from '../../../../src/stores/file-bytes.ts'
import { loadSendfile } from '../../../../src/stores/sendfile.ts'

const { signal } = new AbortController()
const buffers = new TransferBuffers()
const image = randomBytes(9 * 1024 * 1024 + 5)
const kernel = await loadSendfile()
const kernelWithoutRoom = kernel && { ...kernel, duplicate: () => -1 }

let folder: string
let path: string
let site: Site

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glasspaste-send-'))
  path = join(folder, 'image')
  await writeFile(path, image)
})

afterEach(async () => {
  await site.close()
  await rm(folder, { recursive: true })
})

const fromFile = (range: Range) => openFileBytes(path, range, { signal })

describe.each([
  { way: 'a file, read and written', sendfile: undefined, open: fromFile },
  { way: 'a file, by the kernel', sendfile: kernel, open: fromFile },
  { way: 'a file, where the kernel has no descriptor left', sendfile: kernelWithoutRoom, open: fromFile },
  { way: 'bytes from elsewhere', sendfile: kernel, open: fromElsewhere },
])('sending $way', ({ sendfile, open }) => {
  async function send(res: ServerResponse, range: Range, length: number, signal_ = signal) {
    if (!res.headersSent) res.writeHead(200, { 'Content-Length': length })
    await sendBytes(res, await open(range), { buffers, signal: signal_, sendfile })
  }

  const sendAll = (res: ServerResponse) => send(res, { start: 0 }, image.length)

  test('gives the client every byte', async () => {
    site = await serve(sendAll)
    expect(image.equals(await bodyOf(await site.get()))).toBe(true)
  })

  test('gives the client a range', async () => {
    site = await serve(res => send(res, { start: 7, end: 5_000_007 }, 5_000_000))
    expect(image.subarray(7, 5_000_007).equals(await bodyOf(await site.get()))).toBe(true)
  })

  test('ends the answer to an empty range', async () => {
    site = await serve(res => send(res, { start: 9, end: 9 }, 0))
    expect(await bodyOf(await site.get())).toHaveLength(0)
  })

  test('answers the next request on the same connection', async () => {
    site = await serve(sendAll)
    for (let round = 0; round < 3; round++) {
      expect(image.equals(await bodyOf(await site.get()))).toBe(true)
    }
    expect(site.connections()).toBe(1)
  })

  test('answers in order what a client asks at once', async () => {
    site = await serve(sendAll)
    const asking = site.ask()
    asking.write('GET / HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n')
    const both = Buffer.concat(await asking.toArray())
    const first = both.indexOf(image)
    expect(both.indexOf(image, first + image.length)).toBeGreaterThan(first)
  })

  test('is rejected when the client leaves, and holds nothing for it', async () => {
    site = await serve(sendAll)
    const before = await openFiles()
    const answer = await site.get()
    answer.destroy()
    await expect(site.sent).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' })
    await expect.poll(openFiles, { timeout: 20_000 }).toBeLessThanOrEqual(before)
  })

  test.each([
    ['and the signal has not aborted yet', signal],
    ['and the signal has aborted', AbortSignal.abort()],
  ])('is rejected when the answer has been destroyed before, %s', async (_when, signal_) => {
    site = await serve(res => {
      res.writeHead(200, { 'Content-Length': image.length })
      res.destroy()
      return send(res, { start: 0 }, image.length, signal_)
    })
    const before = await openFiles()
    await expect(site.get()).rejects.toThrow()
    await expect(site.sent).rejects.toThrow()
    await expect.poll(openFiles, { timeout: 20_000 }).toBeLessThanOrEqual(before)
  })

  test('cuts the connection when the signal aborts, whether or not the client reads', async () => {
    const controller = new AbortController()
    site = await serve(res => send(res, { start: 0 }, image.length, controller.signal))
    const answer = await site.get()
    controller.abort(new Error('enough'))
    await expect(site.sent).rejects.toThrow()
    await expect(bodyOf(answer)).rejects.toThrow('aborted')
  })
})

describe('sending bytes that are in memory', () => {
  const send = async (res: ServerResponse) => {
    res.writeHead(200, { 'Content-Length': image.length })
    await sendBytes(res, memoryBytes(image), { buffers, signal })
  }

  test('gives the client every byte, time after time on the same connection', async () => {
    site = await serve(send)
    for (let round = 0; round < 3; round++) expect(image.equals(await bodyOf(await site.get()))).toBe(true)
    expect(site.connections()).toBe(1)
  })

  test('sends nothing to a client that has left', async () => {
    site = await serve(res => {
      res.destroy()
      return send(res)
    })
    await expect(site.get().then(bodyOf)).rejects.toThrow()
    await expect(site.sent).rejects.toThrow()
  })
})

test('compressing middleware gets to see the bytes', async () => {
  site = await serve(async res => {
    res.writeHead(200)
    const write = res.write.bind(res)
    res.write = (chunk: Buffer) => write(Buffer.from(chunk).fill('x'))
    await sendBytes(res, await fromFile({ start: 0, end: 100_000 }), { buffers, signal, sendfile: kernel })
  })
  expect((await bodyOf(await site.get())).equals(Buffer.alloc(100_000, 'x'))).toBe(true)
})

test('a body without a length reaches the client in chunks', async () => {
  site = await serve(async res => {
    await sendBytes(res, await fromFile({ start: 0 }), { buffers, signal, sendfile: kernel })
  })
  const answer = await site.get()
  expect(answer.headers['transfer-encoding']).toBe('chunked')
  expect(image.equals(await bodyOf(answer))).toBe(true)
})

test('a file that becomes shorter while it is sent breaks the answer off', async () => {
  site = await serve(async res => {
    res.writeHead(200, { 'Content-Length': image.length })
    const bytes = await fromFile({ start: 0 })
    await truncate(path, 1_000_000)
    await sendBytes(res, bytes, { buffers, signal })
  })
  await expect(bodyOf(await site.get())).rejects.toThrow('aborted')
  await expect(site.sent).rejects.toThrow('shorter')
})

test('clients at once get their own bytes each, whoever else leaves early', async () => {
  const others = join(folder, 'others')
  const other = randomBytes(image.length)
  const few = new TransferBuffers({ bytes: 100_000, most: 2 })
  await writeFile(others, other)
  site = await serve(async (res, url) => {
    res.writeHead(200, { 'Content-Length': image.length })
    const bytes = await openFileBytes(url === '/other' ? others : path, { start: 0 }, { signal })
    await sendBytes(res, bytes, { buffers: few, signal })
  })
  const clients = Array.from({ length: 24 }, async (_client, number) => {
    const wanted = number % 2 === 0 ? image : other
    const answer = await site.get(number % 2 === 0 ? '/' : '/other', false)
    if (number % 3 === 0) return !answer.destroy().destroyed
    return wanted.equals(await bodyOf(answer))
  })
  expect((await Promise.all(clients)).filter(Boolean)).toHaveLength(16)
})

describe.each([
  { way: 'read and written', sendfile: undefined },
  { way: 'sent by the kernel', sendfile: kernel },
])('while many clients take nothing of a file $way', ({ sendfile }) => {
  const clients = 40
  const few = new TransferBuffers({ bytes: 100_000, most: 2 })
  const idle: Socket[] = []
  let before: number

  beforeEach(async () => {
    before = process.memoryUsage().arrayBuffers
    const answers: ServerResponse[] = []
    site = await serve(async res => {
      answers.push(res)
      res.writeHead(200, { 'Content-Length': image.length })
      await sendBytes(res, await fromFile({ start: 0 }), { buffers: few, signal, sendfile })
    })
    for (let client = 0; client < clients; client++) idle.push(site.ask())
    const stalled = () => answers.filter(({ socket }) => socket?.writableLength).length
    await expect.poll(stalled, { timeout: 50_000 }).toBe(clients)
  })

  afterEach(() => {
    for (const socket of idle.splice(0)) socket.destroy()
  })

  test('little memory is held for each', () => {
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(clients * 32 * 1024)
  })

  test('another one gets every byte', async () => {
    expect(image.equals(await bodyOf(await site.get()))).toBe(true)
  })
})

describe.each([
  { way: 'read and written', sendfile: undefined },
  { way: 'sent by the kernel', sendfile: kernel },
])('a file $way that grows', ({ sendfile }) => {
  test('is sent as it comes in', async () => {
    await writeFile(path, '')
    const writing = await open(path, 'r+')
    site = await serve(async res => {
      res.writeHead(200, { 'Content-Length': image.length })
      const bytes = await fromFile({ start: 0 })
      const file = { ...bytes.file, end: image.length }
      const readable = async (position: number) => {
        const end = Math.min(position + 3_000_000, image.length)
        await writing.write(image, position, end - position, position)
        return end
      }
      const growing: FileBytes = { ...bytes, file, readable }
      await sendBytes(res, growing, { buffers, signal, sendfile })
    })
    expect(image.equals(await bodyOf(await site.get()))).toBe(true)
    await writing.close()
  })

  test('is completed by the rest from elsewhere when no more comes in', async () => {
    site = await serve(async res => {
      res.writeHead(200, { 'Content-Length': image.length })
      const readable = async (position: number) => Math.max(position, 3_000_000)
      const rest = (position: number) => parts(image.subarray(position))
      const growing: FileBytes = { ...(await fromFile({ start: 0 })), readable, rest }
      await sendBytes(res, growing, { buffers, signal, sendfile })
    })
    expect(image.equals(await bodyOf(await site.get()))).toBe(true)
  })

  test('breaks the answer off when what comes in is not right', async () => {
    site = await serve(async res => {
      res.writeHead(200, { 'Content-Length': image.length })
      const readable = async (position: number) => {
        if (position < 1_000_000) return 1_000_000
        throw new Error('not the image')
      }
      const growing: FileBytes = { ...(await fromFile({ start: 0 })), readable }
      await sendBytes(res, growing, { buffers, signal, sendfile })
    })
    await expect(bodyOf(await site.get())).rejects.toThrow('aborted')
    await expect(site.sent).rejects.toThrow('not the image')
  })
})

describe.each([
  { way: 'read and written', sendfile: undefined },
  { way: 'sent by the kernel', sendfile: kernel },
])('a file $way that cannot be read any more', ({ sendfile }) => {
  async function sendWithRest(res: ServerResponse, bytes: FileBytes) {
    res.writeHead(200, { 'Content-Length': image.length })
    const withRest: FileBytes = { ...bytes, rest: position => parts(image.subarray(position)) }
    await sendBytes(res, withRest, { buffers, signal, sendfile })
  }

  test('because it became shorter, is completed by the rest from elsewhere', async () => {
    site = await serve(async res => {
      const bytes = await fromFile({ start: 0 })
      await truncate(path, 3_000_000)
      await sendWithRest(res, bytes)
    })
    for (const _time of ['once', 'and again on the same connection']) {
      await writeFile(path, image)
      expect(image.equals(await bodyOf(await site.get()))).toBe(true)
    }
    expect(site.connections()).toBe(1)
  })

  test('because its disk fails, is completed by the rest from elsewhere', async () => {
    site = await serve(async res => {
      const bytes = await fromFile({ start: 0 })
      // Reading where no memory is fails with EIO.
      const memory = await open('/proc/self/mem')
      const file = { fd: memory.fd, start: 0, end: image.length }
      await sendWithRest(res, { ...bytes, file })
      await memory.close()
    })
    expect(image.equals(await bodyOf(await site.get()))).toBe(true)
  })

  test('breaks the answer off when the rest fails, too', async () => {
    site = await serve(async res => {
      res.writeHead(200, { 'Content-Length': image.length })
      const bytes: FileBytes = { ...(await fromFile({ start: 0 })), rest: failing }
      await truncate(path, 1_000_000)
      await sendBytes(res, bytes, { buffers, signal, sendfile })
    })
    await expect(bodyOf(await site.get())).rejects.toThrow('aborted')
    await expect(site.sent).rejects.toThrow('the store has gone')
  })
})

test('bytes that fail on their way break the answer off', async () => {
  site = await serve(async res => {
    res.writeHead(200, { 'Content-Length': 10 })
    await sendBytes(res, failing(), { buffers, signal })
  })
  await expect(site.get().then(bodyOf)).rejects.toThrow()
  await expect(site.sent).rejects.toThrow('the store has gone')
})

describe('a client that leaves as soon as it has everything is not taken for one that leaves too early', () => {
  /** Until it has left, or has had time enough for that. */
  const aMomentFor = (res: ServerResponse) => Promise.race([once(res, 'close'), sleep(200)])

  async function leaveWithEverything(send: (res: ServerResponse) => Promise<void>) {
    const finished = Promise.withResolvers<boolean>()
    site = await serve(res => {
      res.once('close', () => finished.resolve(res.writableFinished))
      res.writeHead(200, { 'Content-Length': image.length })
      return send(res)
    })
    const client = site.ask()
    let missing = Number.POSITIVE_INFINITY
    for await (const chunk of client as AsyncIterable<Buffer>) {
      if (missing > image.length) missing = image.length + chunk.indexOf('\r\n\r\n') + 4
      missing -= chunk.length
      if (missing === 0) break
    }
    await site.sent
    expect(await finished.promise).toBe(true)
  }

  test('where the source has not told yet that it has ended', async () => {
    await leaveWithEverything(async res => {
      async function* bytes() {
        yield* parts(image)
        await aMomentFor(res)
      }
      return sendBytes(res, bytes(), { buffers, signal })
    })
  })

  test('where the kernel has not told yet what it has sent', async () => {
    await leaveWithEverything(async res => {
      const slow: typeof kernel = kernel && {
        ...kernel,
        async send(span) {
          const sent = await kernel.send(span)
          if (span.start + sent > image.length - 1000) await aMomentFor(res)
          return sent
        },
      }
      await sendBytes(res, await fromFile({ start: 0 }), { buffers, signal, sendfile: slow })
    })
  })
})

interface Site {
  /** What came of the last answer. */
  readonly sent: Promise<void>
  get(path?: string, kept?: boolean): Promise<IncomingMessage>
  /** A client of its own that asks, and reads nothing. */
  ask(): Socket
  connections(): number
  close(): Promise<void>
}

/** A server that answers with `send`, and a client that keeps its connection. */
async function serve(send: (res: ServerResponse, url?: string) => Promise<void>): Promise<Site> {
  let sent = Promise.resolve()
  let connections = 0
  const server = createServer((req, res) => {
    sent = send(res, req.url)
    sent.catch(() => undefined)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { port } = server.address() as AddressInfo
  return {
    get sent() {
      return sent
    },
    async get(path, kept = true) {
      const asking = request({ host: '127.0.0.1', port, path, agent: kept ? agent : false })
      const [answer] = await once(asking.end(), 'response')
      return answer
    },
    ask() {
      const socket = connect(port, '127.0.0.1').pause()
      socket.write('GET / HTTP/1.1\r\nHost: any\r\n\r\n')
      return socket
    },
    connections: () => connections,
    async close() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function fromElsewhere({ start, end }: Range): Promise<Bytes> {
  return parts(image.subarray(start, end))
}

async function* parts(bytes: Uint8Array): Bytes {
  for (let start = 0; start < bytes.length; start += 100_000) yield bytes.subarray(start, start + 100_000)
}

async function* failing(): Bytes {
  yield Buffer.from('begun')
  throw new Error('the store has gone')
}

async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd')).length
}
