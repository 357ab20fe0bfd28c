import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { createImage, fileOf, putData } from '../support/images.ts'

const pasteFile = join(import.meta.dirname, 'added-filters/glance-api-paste.ini')
const most = 300_000
const data = Buffer.from('image '.repeat(40_000))
let glance: Glance

beforeAll(async () => {
  const limit = `[oslo_middleware]\nmax_request_body_size = ${most}\n`
  glance = await startGlance({ extra: `config_file = ${pasteFile}\n${limit}` })
})
afterAll(() => glance.stop())

test('images come compressed, from the store and from the cache, and their parts as they are', async () => {
  const id = await createImage(glance.url)
  expect(await putData(glance.url, id, data)).toBe(204)
  const read = async (headers = {}) => {
    const answer = await fetch(fileOf(glance.url, id), { headers })
    return { encoding: answer.headers.get('content-encoding'), data: Buffer.from(await answer.arrayBuffer()) }
  }
  const isCached = async () => {
    const { cached_images } = (await (await fetch(`${glance.url}/v2/cache`)).json()) as {
      cached_images: unknown[]
    }
    return cached_images.length
  }
  expect(await read()).toEqual({ encoding: 'gzip', data })
  await expect.poll(isCached).toBe(1)
  expect(await read()).toEqual({ encoding: 'gzip', data })
  expect(await read({ 'accept-encoding': 'identity' })).toEqual({ encoding: null, data })
  expect(await read({ range: 'bytes=6-10' })).toEqual({ encoding: null, data: Buffer.from('image') })
})

test('an upload that is too large leaves nothing behind, whether it tells its length or not', async () => {
  const id = await createImage(glance.url)
  const put = (body: Parameters<typeof putData>[2]) => putData(glance.url, id, body)
  const tooMuch = Buffer.alloc(most + 1)
  const asStream = () =>
    Readable.toWeb(Readable.from([tooMuch, tooMuch, tooMuch])) as ReadableStream<Uint8Array>
  expect(await put(tooMuch)).toBe(413)
  expect(await put(asStream())).toBe(413)
  const image = await fetch(`${glance.url}/v2/images/${id}`)
  expect(await image.json()).toMatchObject({ status: 'queued', size: null })
  expect(await put(data)).toBe(204)
})

test('answers from in front of the context have an id as well', async () => {
  const { headers, status } = await fetch(`${glance.url}/versions`)
  expect({ status, id: headers.get('x-openstack-request-id') }).toEqual({
    status: 200,
    id: expect.stringMatching(/^req-/),
  })
})
