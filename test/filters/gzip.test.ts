import { gunzipSync } from 'node:zlib'
import type { Response } from 'express'
import { expect, test } from 'vitest'
import { factory } from '../../filters/gzip.ts'
import { send, tryFilter } from '../../paste/testing.ts'

const text = 'many words '.repeat(100)

async function answerTo(acceptEncoding: string | undefined, respond: (res: Response) => void) {
  const { app } = await tryFilter(factory, { app: (_req, res) => respond(res) })
  const headers: Record<string, string> = acceptEncoding ? { 'accept-encoding': acceptEncoding } : {}
  const answer = await send(app, '/', { headers })
  const bytes = Buffer.from(await answer.arrayBuffer())
  const encoding = answer.headers.get('content-encoding')
  return { answer, encoding, text: String(encoding === 'gzip' ? gunzipSync(bytes) : bytes), bytes }
}

const download = (res: Response) => {
  res.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-MD5': 'abc',
    'Content-Length': 1100,
  })
  res.write(text.slice(0, 100))
  res.end(text.slice(100))
}

test('who accepts gzip gets image data smaller, its checksum kept and its length not told', async () => {
  const { answer, encoding, text: got, bytes } = await answerTo('gzip', download)
  expect({ encoding, got }).toEqual({ encoding: 'gzip', got: text })
  expect(bytes.length).toBeLessThan(text.length)
  expect(answer.headers.get('content-md5')).toBe('abc')
  expect(answer.headers.get('content-length')).toBeNull()
  expect(answer.headers.get('vary')).toBe('Accept-Encoding')
})

test.each([undefined, 'identity', 'br', 'gzip;q=0'])(
  'Accept-Encoding %j changes nothing but Vary',
  async accept => {
    const { answer, encoding, text: got } = await answerTo(accept, download)
    expect({ encoding, got }).toEqual({ encoding: null, got: text })
    expect(answer.headers.get('content-length')).toBe('1100')
    expect(answer.headers.get('vary')).toBe('Accept-Encoding')
  },
)

test('gzip is what Glance knows: not Brotli, even for who would like that more', async () => {
  const { encoding } = await answerTo('br, gzip;q=0.5', download)
  expect(encoding).toBe('gzip')
})

test('a part of an image keeps the bytes that it counts', async () => {
  const {
    answer,
    encoding,
    text: got,
  } = await answerTo('gzip', res => {
    res.writeHead(206, { 'Content-Range': 'bytes 0-3/1100', 'Content-Length': 4 }).end('many')
  })
  expect({ encoding, got, range: answer.headers.get('content-range') }).toEqual({
    encoding: null,
    got: 'many',
    range: 'bytes 0-3/1100',
  })
})

test.each([204, 304])('an answer of %d, which has no body, gets none', async status => {
  const { answer, encoding, bytes } = await answerTo('gzip', res => void res.writeHead(status).end())
  expect({ status: answer.status, encoding, length: bytes.length }).toEqual({
    status,
    encoding: null,
    length: 0,
  })
})

test('what breaks off breaks off compressed, too', async () => {
  const broken = answerTo('gzip', res => {
    res.write(text)
    setImmediate(() => res.destroy())
  })
  await expect(broken).rejects.toThrow()
})
