import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Request } from 'express'
import { expect, test } from 'vitest'
import { lend, requestKey, serviceKey } from '../../paste/keys.ts'
import { defineFilter } from '../../paste/options/define-filter.ts'
import { option } from '../../paste/options/options.ts'
import { type SendOptions, send, tryFilter } from '../../paste/testing.ts'
import type { App, Filter } from '../../paste/types.ts'

test('send gives the answer of an app that never listens', async () => {
  const app: App = (req, res) => {
    res.status(202).append('set-cookie', ['a=1', 'b=2']).json({ url: req.url, host: req.headers.host })
  }
  const answer = await send(app, '/x?y=1')
  expect(answer.status).toBe(202)
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(await answer.json()).toEqual({ url: '/x?y=1', host: 'localhost' })
})

test.each([
  ['text', 'körper'],
  ['bytes', Buffer.from('körper')],
  ['a stream', Readable.from([Buffer.from('kör'), Buffer.from('per')])],
])('send takes a body of %s', async (_kind, body) => {
  const app: App = async (req, res) => void res.end(`${req.method} ${await buffer(req)}`)
  const answer = await send(app, '/', { method: 'PUT', body })
  expect(await answer.text()).toBe('PUT körper')
})

test('send says the length of a body that is there as a whole', async () => {
  const app: App = (req, res) => void res.json(req.headers['content-length'] ?? null)
  const length = async (options: SendOptions) => (await send(app, '/', options)).json()
  expect(await length({ method: 'PUT', body: 'körper' })).toBe('7')
  expect(await length({ method: 'POST' })).toBe('0')
  expect(await length({})).toBeNull()
})

test('send takes an answer without a body, and one that comes before the request was read', async () => {
  expect((await send((_req, res) => void res.sendStatus(204), '/')).status).toBe(204)
  const answer = await send((_req, res) => res.end('enough'), '/', {
    method: 'POST',
    body: Buffer.alloc(4e6),
  })
  expect(await answer.text()).toBe('enough')
})

test('an answer that breaks off is an error', async () => {
  const broken: App = (_req, res) => {
    res.writeHead(200, { 'content-length': 10 })
    res.write('half', () => res.destroy())
  }
  await expect(send(broken, '/')).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('a client that hangs up closes the response', async () => {
  const client = new AbortController()
  const closed = Promise.withResolvers<boolean>()
  const app: App = (_req, res) => {
    res.on('close', () => closed.resolve(res.writableFinished))
    client.abort()
  }
  await expect(send(app, '/', { signal: client.signal })).rejects.toThrow('abort')
  expect(await closed.promise).toBe(false)
})

const user = requestKey<string>('user')
const registry = serviceKey<Set<string>>('registry', { open: () => new Set(['opened']) })

const door = defineFilter({
  options: { allow: option.list() },
  requires: [user],
  async create({ allow }, globals) {
    const names = await globals.borrow(registry)
    return (req, res, next) => {
      const name = user.get(req)
      if (allow.includes(name) || names.has(name)) return next()
      res.status(403).end(globals.conf.message ?? 'no entry')
    }
  },
})

const identify =
  (nameOf: (req: Request) => string): Filter =>
  (req, _res, next) => {
    user.set(req, nameOf(req))
    next()
  }

test('tryFilter runs a filter with the options of a section, in front of a small app', async () => {
  const as = (name: string) => tryFilter(door, { conf: { allow: 'ada' }, before: [identify(() => name)] })
  const ada = await as('ada')
  expect(await (await ada.send('/')).text()).toBe('reached')
  expect(ada.reached).toBe(1)
  const eve = await as('eve')
  expect((await eve.send('/')).status).toBe(403)
  expect(eve.reached).toBe(0)
  expect(await (await (await as('opened')).send('/')).text()).toBe('reached')
})

test('tryFilter lends services, has a [DEFAULT], and takes an app of one’s own', async () => {
  const filter = await tryFilter(door, {
    conf: { allow: '' },
    before: [identify(req => String(req.query.as))],
    lend: [lend(registry, new Set(['lent']))],
    globals: { conf: { message: 'closed' } },
    app: (_req, res) => void res.status(201).end(),
  })
  expect((await filter.send('/?as=lent')).status).toBe(201)
  expect(await (await filter.send('/?as=opened')).text()).toBe('closed')
})

test('tryFilter reports a wrong section, and a service that nobody lends', async () => {
  await expect(tryFilter(door, { conf: { alow: '' } })).rejects.toMatchObject({
    code: 'PASTE_UNKNOWN_OPTION',
  })
  const lonely = defineFilter({
    async create(_options, { borrow }) {
      await borrow(serviceKey('nobody'))
      return (_req, _res, next) => next()
    },
  })
  await expect(tryFilter(lonely)).rejects.toThrow('nothing lends the service "nobody"')
})
