import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../../src/api/routes.ts'
import { type ApiServer, startApi } from './api-server.ts'
import { admin } from './identities.ts'

let api: ApiServer
beforeAll(async () => {
  api = await startApi({
    settings: folder => `show_multiple_locations = True\nimage_cache_dir = ${folder}/cache`,
  })
  await send({
    method: 'POST',
    path: '/v2/images',
    headers: {},
    body: JSON.stringify({ id: image, ...formats }),
  })
})
afterAll(() => api[Symbol.asyncDispose]())

const image = '99999999-9999-9999-9999-999999999999'
const formats = { disk_format: 'raw', container_format: 'bare' }

interface Hostile {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '',
    ' ',
    '😀',
    '\ud800',
    'x'.repeat(300),
    '../..',
    '-1',
    '1e400',
    '99999999999999999999',
    'null',
  ),
)
const json = fc.oneof(
  fc.json({ maxDepth: 3, stringUnit: 'binary' }),
  fc.constantFrom('', '{', '[[[[', 'NaN', '{"a":1e999}', '[null]', '{"method":{}}', '"\\ud800"'),
)

const knownNames = [
  'id',
  'name',
  'min_ram',
  'tags',
  'owner',
  'visibility',
  'locations',
  'disk_format',
  'x',
  '',
]
const imageBody = fc
  .dictionary(fc.constantFrom(...knownNames), fc.oneof(fc.jsonValue({ maxDepth: 2 }), oddText, fc.integer()))
  .map(value => JSON.stringify(value))
const pointer = fc.oneof(
  fc.constantFrom(
    '/name',
    '/tags',
    '/min_ram',
    '/locations',
    '/locations/-',
    '/locations/0',
    '/x',
    '/',
    '//',
    '~',
  ),
  oddText,
)
const patchBody = fc
  .array(
    fc.record(
      {
        op: fc.constantFrom('add', 'replace', 'remove', 'test'),
        path: fc.oneof(pointer, fc.jsonValue({ maxDepth: 1 })),
        value: fc.oneof(
          fc.jsonValue({ maxDepth: 2 }),
          oddText,
          fc.record({
            url: fc.constantFrom('http://127.0.0.1:1/x', 'file:///x', ''),
            metadata: fc.constant({}),
          }),
        ),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  )
  .map(value => JSON.stringify(value))

const segment = fc.oneof(
  fc.constant(image),
  fc.constantFrom('x', '%00', '%ff', '%zz', '%2F', '%F0%9F%98%80', 'a'.repeat(500)),
  oddText.map(value => encodeURIComponent(value.isWellFormed() ? value : '')),
)
const routesWithInput = routes.filter(({ path }) => !path.startsWith('/schemas/'))
const target = fc
  .tuple(fc.constantFrom(...routesWithInput), fc.array(segment, { minLength: 3, maxLength: 3 }), fc.nat())
  .map(([{ path, methods }, segments, pick]) => {
    let next = 0
    const known = [...methods.keys()]
    return {
      method: known[pick % known.length] ?? 'GET',
      path: `/v2${path.replaceAll(/:\w+/g, () => segments[next++] || 'x')}`,
    }
  })
const parameter = fc.constantFrom(
  ...[
    'limit',
    'marker',
    'sort',
    'sort_key',
    'sort_dir',
    'name',
    'id',
    'size_min',
    'min_ram',
    'created_at',
    'tag',
  ],
  ...[
    'visibility',
    'member_status',
    'os_hidden',
    'protected',
    'owner',
    'status',
    'prefer',
    'virtual_size_max',
    'x',
  ],
)
const query = fc
  .array(
    fc.tuple(
      parameter,
      fc.oneof(oddText, fc.constantFrom('in:"', 'in:a,"b"', 'gt:2020', '%zz', 'name:asc,')),
    ),
    {
      maxLength: 4,
    },
  )
  .map(pairs => pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&'))

const headerText = fc.oneof(
  fc.string({ maxLength: 20 }).map(value => value.replaceAll(/[^\x20-\x7e]/g, '')),
  fc.constantFrom(
    'bytes=0-',
    'bytes=-0',
    'bytes=9-1',
    'bytes 0-1/*',
    'bytes */*',
    '99999999999999999999',
    '*/*;q=x',
  ),
)
const headers = fc.dictionary(
  fc.constantFrom(
    ...['Accept', 'Range', 'Content-Range', 'X-Image-Meta-Store', 'X-Openstack-Image-Size'],
    ...['X-Openstack-Request-Id', 'X-Image-Cache-Clear-Target', 'Content-Encoding', 'X-Openstack-Append'],
  ),
  headerText,
)
const contentType = fc.constantFrom(
  'application/octet-stream',
  'application/openstack-images-v2.1-json-patch',
  'application/openstack-images-v2.0-json-patch',
)

const request: fc.Arbitrary<Hostile> = fc
  .record({
    target,
    query,
    headers: fc.tuple(headers, contentType).map(([headers, type]) => ({ ...headers, 'Content-Type': type })),
    body: fc.oneof(json, imageBody, patchBody),
  })
  .map(({ target: { method, path }, query, headers, body }) => ({
    method,
    path: query ? `${path}?${query}` : path,
    headers,
    body: ['POST', 'PUT', 'PATCH'].includes(method) ? body : '',
  }))
  // The image that the others are about stays.
  .filter(({ method, path }) => method !== 'DELETE' || !path.includes(image))

/** The status of the answer, as it stands on the wire. */
async function send({ method, path, headers, body }: Hostile): Promise<number> {
  const bytes = Buffer.from(body)
  const lines = Object.entries({ ...admin, ...headers, Connection: 'close', 'Content-Length': bytes.length })
  const socket = connect(api.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n`)
  socket.write(`${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  socket.write(bytes)
  const answer = await text(socket).catch(() => '')
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
}

test('nothing that a client sends is a fault of the service, and it goes on serving', async () => {
  await fc.assert(
    fc.asyncProperty(request, async hostile => {
      const status = await send(hostile)
      expect(status === 501 ? 400 : status).toBeLessThan(500)
    }),
    { numRuns: Number(process.env.HOSTILE_RUNS ?? 400) },
  )
  expect(api.errors).toEqual([])
  expect(await send({ method: 'GET', path: `/v2/images/${image}`, headers: {}, body: '' })).toBe(200)
}, 120_000)
