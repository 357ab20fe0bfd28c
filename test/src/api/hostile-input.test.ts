import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../../src/api/routes.ts'
import { checkCases, fuzzTimes } from '../../support/random-cases.ts'
import { type ApiServer, startApi } from './api-server.ts'
import { type Hostile, requestTo } from './hostile/requests.ts'
import { body, knownImage, knownName } from './hostile/values.ts'
import { framed, send } from './hostile/wire.ts'
import { admin } from './identities.ts'

/** Requests to each operation. */
const count = 8
const longest = 140_000 * fuzzTimes

let api: ApiServer
beforeAll(async () => {
  api = await startApi({
    settings: folder => `show_multiple_locations = True\nimage_cache_dir = ${folder}/cache`,
  })
  for (const [path, value] of known) {
    const json = {
      line: `POST /v2${path}`,
      headers: admin,
      body: Buffer.from(value ? JSON.stringify(value) : ''),
    }
    expect([200, 201]).toContain(await send(api.port, framed(json)))
  }
})
afterAll(() => api[Symbol.asyncDispose]())

const namespace = `/metadefs/namespaces/${knownName}`
const known: readonly (readonly [path: string, value?: object])[] = [
  ['/images', { id: knownImage, protected: true, disk_format: 'raw', container_format: 'bare' }],
  [`/images/${knownImage}/members`, { member: knownName }],
  ['/metadefs/namespaces', { namespace: knownName }],
  [`${namespace}/objects`, { name: knownName }],
  [`${namespace}/properties`, { name: knownName, title: 'x', type: 'string' }],
  [`${namespace}/tags/${knownName}`],
  [`${namespace}/resource_types`, { name: knownName }],
]

/** Deletions last, so that the others meet what they are about. */
const operations = routes
  .flatMap(route => [...route.methods.keys()].map(method => ({ route, method })))
  .sort((one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'))
  .map((operation, index) => ({ ...operation, index }))

describe('nothing that a client sends is a fault of the service, which goes on serving:', () => {
  test.each(operations)(
    '$method $route.path',
    async ({ route, method }) => {
      await holds(requestTo(route, method), async hostile => send(api.port, framed(hostile)))
    },
    longest,
  )

  test(
    'bodies that end before they should, or never were in the form they say',
    async () => {
      const operation = fc.constantFrom(...operations.filter(({ method }) => method !== 'GET'))
      const request = operation.chain(({ route, method }) => requestTo(route, method))
      const cut = fc.tuple(request, fc.integer({ min: 1, max: 2 ** 40 })).map(([hostile, missing]) => {
        return framed(hostile, hostile.body.length + missing)
      })
      const chunked = fc
        .tuple(request, fc.constantFrom('0', 'zz', '5', '-1', 'f'.repeat(17), '3;x=y'))
        .map(chunk)
      await holds(fc.oneof(cut, chunked), bytes => send(api.port, bytes, true), 20 * count)
    },
    longest,
  )

  test(
    'bytes that are no HTTP',
    async () => {
      await holds(garbage, bytes => send(api.port, bytes, true), 20 * count)
    },
    longest,
  )
})

/** In chunks, one of which says a wrong size. */
function chunk([{ line, headers, body }, size]: [Hostile, string]): Buffer {
  const fields = Object.entries({ Host: 'x', ...headers, 'Transfer-Encoding': 'chunked' })
  const head = `${line} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(`${head}${size}\r\n`, 'latin1'), body, Buffer.from('\r\n')])
}

const line = fc.constantFrom(
  ...[
    'GET / HTTP/1.1',
    'GET /v2/images HTTP/9.9',
    'GET  HTTP/1.1',
    'BREW /v2/images HTTP/1.1',
    'PRI * HTTP/2.0',
  ],
  ...[
    'OPTIONS * HTTP/1.1',
    'CONNECT x:1 HTTP/1.1',
    'GET http://[ HTTP/1.1',
    'GET //%00 HTTP/1.1',
    'HEAD /v2 HTTP/1.0',
  ],
  ...['PROPFIND /v2/images HTTP/1.1', `GET /${'a'.repeat(20_000)} HTTP/1.1`, 'GET /v2/../../etc HTTP/1.1'],
)
const field = fc.constantFrom(
  ...['Host: x', 'Host: x\r\nHost: y', 'Host: a b', ' folded', 'no colon', ': no name', 'Nul: \0', 'A: \x01'],
  ...[
    'Content-Length: -1',
    'Content-Length: 1\r\nContent-Length: 2',
    'Transfer-Encoding: x',
    'Upgrade: websocket',
  ],
  ...['Content-Length: 1\r\nTransfer-Encoding: chunked', `Long: ${'x'.repeat(20_000)}`, 'Expect: 200-ok'],
)
const garbage = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 200 }).map(bytes => Buffer.from(bytes)),
  fc
    .tuple(line, fc.array(field, { maxLength: 4 }), body)
    .map(([line, fields, rest]) =>
      Buffer.concat([Buffer.from([line, ...fields, '', ''].join('\r\n'), 'latin1'), rest]),
    ),
)

/** That no answer blames the service, and that it answers the next request. */
async function holds<T>(
  arbitrary: fc.Arbitrary<T>,
  ask: (value: T) => Promise<number>,
  cases = count,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async value => {
    const status = await ask(value)
    if (status !== notDone) expect(status).toBeLessThan(500)
  })
  await checkCases(property, cases, { endOnFailure: fuzzTimes > 10 })
  expect(api.errors).toEqual([])
  const list = { line: 'GET /v2/images', headers: admin, body: Buffer.alloc(0) }
  expect(await send(api.port, framed(list))).toBe(200)
}

/** What no route does is no fault. */
const notDone = 501
