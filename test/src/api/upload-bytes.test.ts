import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { uploadBytes } from '../../../src/api/body.ts'

const body = randomBytes(3_000_000)
const server = createServer()

beforeEach(() => once(server.listen(0, '127.0.0.1'), 'listening'))

afterEach(() => once(server.close(), 'close'))

/** The request that a client sends with the body. */
async function incoming(): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo
  const asking = request({ host: '127.0.0.1', port, method: 'PUT', agent: false })
  asking.on('response', answer => answer.resume()).end(body)
  const [req, res] = await once(server, 'request')
  req.on('close', () => res.end())
  return req
}

test('what comes in arrives whole and in order', async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of uploadBytes(await incoming())) chunks.push(chunk)
  expect(body.equals(Buffer.concat(chunks))).toBe(true)
})

test('a chunk that is given back takes no memory any more, and the others stay as they are', async () => {
  const bytes = uploadBytes(await incoming())
  const chunks: { readonly chunk: Uint8Array; readonly copy: Uint8Array }[] = []
  for await (const chunk of bytes) chunks.push({ chunk, copy: Uint8Array.from(chunk) })
  for (const { chunk } of chunks.slice(1)) bytes.recycle?.(chunk)
  expect(chunks.slice(1).every(({ chunk }) => chunk.length === 0)).toBe(true)
  expect(chunks[0]?.chunk).toEqual(Buffer.from(chunks[0]?.copy ?? []))
})

test('a chunk that shares its memory with others is left alone', async () => {
  const memory = Buffer.alloc(10, 'x')
  const req = await incoming()
  uploadBytes(req).recycle?.(memory.subarray(0, 5))
  req.resume()
  expect(String(memory)).toBe('xxxxxxxxxx')
})
