import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Location, StoreDriver } from '../../../../src/stores/driver.ts'
import { createHttpDriver, type HttpSettings } from '../../../../src/stores/http/driver.ts'
import { readAll } from '../../../contracts/store/subject.ts'
import { type StoreUnderTest, storeContract } from '../../../contracts/store.ts'
import { type ImageServer, startImageServer } from './image-server.ts'

const { signal } = new AbortController()

storeContract('the http driver', () => underTest(true))
storeContract('the http driver, with a server that knows no ranges,', () => underTest(false))

async function underTest(ranges: boolean): Promise<StoreUnderTest> {
  const server = await startImageServer({ ranges })
  return {
    driver: createHttpDriver(settings),
    contents: async () => [...server.images.keys()],
    async seed(id, image) {
      server.images.set(id, image)
      return `http://user:opensesame@127.0.0.1:${server.port}/${id}` as Location
    },
    secrets: ['opensesame'],
    misconfigured: {
      driver: createHttpDriver({ ...settings, https_ca_certificates_file: '/missing/ca.pem' }),
      complaint: 'https_ca_certificates_file /missing/ca.pem cannot be read',
    },
    close: () => server.close(),
  }
}

const settings: HttpSettings = {
  https_ca_certificates_file: undefined,
  https_insecure: true,
  http_proxy_information: {},
}

let server: ImageServer | undefined
let driver: StoreDriver = createHttpDriver(settings)

afterEach(async () => {
  await driver.close()
  await server?.close()
  server = undefined
  driver = createHttpDriver(settings)
})

const read = (location: string) =>
  driver
    .read(location as Location, { start: 0 }, { signal })
    .then(readAll)
    .then(String)
const size = (location: string) => driver.size(location as Location, { signal })

test('follows redirects, relative ones too, up to five answers', async () => {
  server = await startImageServer({ special: redirecting })
  server.images.set('image', Buffer.from('text'))
  expect(await read(`http://127.0.0.1:${server.port}/via/4`)).toBe('text')
  await expect(read(`http://127.0.0.1:${server.port}/via/5`)).rejects.toMatchObject({
    fault: 'BadLocation',
    message: 'The HTTP URL exceeded 5 maximum redirects.',
  })
})

const redirecting = (req: { url?: string }, res: import('node:http').ServerResponse) => {
  const [, left] = /^\/via\/(\d)$/.exec(req.url ?? '') ?? []
  if (left === undefined) return false
  res
    .writeHead(left === '2' ? 301 : 302, { Location: left === '1' ? '/image' : `/via/${Number(left) - 1}` })
    .end()
  return true
}

test.each([
  [303, '/image', 'The HTTP URL /x attempted to redirect with an invalid 303 status code.'],
  [302, 'file:///etc/passwd', 'Location URI must start with one of the following schemas: https://, http://'],
  [500, '', 'HTTP URL /x returned a 500 status code. \nThe response body:\nout of INFO [1m order'],
])('refuses an answer of %i to %j', async (status, location, message) => {
  server = await startImageServer({
    special: (_req, res) =>
      !!res.writeHead(status, location ? { Location: location } : {}).end('out of\nINFO\u001b[1m order'),
  })
  await expect(read(`http://user:pw@127.0.0.1:${server.port}/x`)).rejects.toMatchObject({
    fault: 'BadLocation',
    message,
  })
})

test('says NotFound in words of its own', async () => {
  server = await startImageServer()
  await expect(read(`http://127.0.0.1:${server.port}/x`)).rejects.toMatchObject({
    fault: 'NotFound',
    message: 'HTTP datastore could not find image at URI.',
  })
})

test('sends the credentials of the location', async () => {
  server = await startImageServer()
  server.images.set('image', Buffer.from('text'))
  await read(`http://user:pw@127.0.0.1:${server.port}/image`)
  expect(server.headers[0]?.authorization).toBe(`Basic ${btoa('user:pw')}`)
})

test('asks for the size without the image, and takes one that is not told for 0', async () => {
  server = await startImageServer({
    special: (req, res) =>
      req.url === '/?endless' && !!res.writeHead(200, { 'Transfer-Encoding': 'chunked' }).end(),
  })
  server.images.set('image', Buffer.from('text'))
  expect(await size(`http://127.0.0.1:${server.port}/image`)).toBe(4)
  expect(await size(`http://127.0.0.1:${server.port}/?endless`)).toBe(0)
  expect(server.asked).toEqual(['HEAD /image', 'HEAD /?endless'])
})

test.each([
  ['http://', 'The Store URI was malformed: http://'],
  ['http://user:pw@host:port/x', 'The Store URI was malformed: http://host:port/x'],
  ['http://user@host/x', 'Credentials are not well-formatted.'],
  ['http://a:b:c@host/x', 'Credentials are not well-formatted.'],
  ['http:/x', 'Location URI must start with one of the following schemas: https://, http://'],
])('refuses %s', async (location, message) => {
  await expect(size(location)).rejects.toMatchObject({ fault: 'BadLocation', message })
})

test('says of a size that nobody answers that the URL is invalid', async () => {
  await expect(size('http://127.0.0.1:1/x')).rejects.toMatchObject({
    fault: 'BadLocation',
    message: 'The HTTP URL is invalid: connect ECONNREFUSED 127.0.0.1:1',
  })
})

test('waits a minute for a server that takes a request and says nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  server = await startImageServer({ special: () => true })
  const location = `http://127.0.0.1:${server.port}/x` as Location
  const waiting = expect(driver.size(location, { signal })).rejects.toMatchObject({
    fault: 'BadLocation',
    message: 'The HTTP URL is invalid: no answer in 60 seconds',
  })
  while (server.asked.length === 0) await turn()
  vi.advanceTimersByTime(60_000)
  await waiting
})

test('goes through the proxy that is set for the scheme', async () => {
  server = await startImageServer({
    special: (req, res) => req.url === 'http://images.example/x' && !!res.end('by proxy'),
  })
  driver = createHttpDriver({ ...settings, http_proxy_information: { http: `127.0.0.1:${server.port}` } })
  expect(await read('http://images.example/x')).toBe('by proxy')
})
