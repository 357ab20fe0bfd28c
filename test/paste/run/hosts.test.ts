import { once } from 'node:events'
import http from 'node:http'
import { Readable } from 'node:stream'
import { pipeline as move } from 'node:stream/promises'
import type { Request } from 'express'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { urlmap } from '../../../paste/composites/urlmap.ts'
import { composePipeline, type Part } from '../../../paste/run/pipeline.ts'
import type { App, Filter } from '../../../paste/types.ts'
import { globals } from '../globals.ts'
import { hosts, serve } from './hosts.ts'
import { watchProcess } from './run-pipeline.ts'

watchProcess()

/** What a request says about its URL. */
const where = (req: Request) => [req.baseUrl, req.url, req.originalUrl]

describe.each(Object.entries(hosts))('in %s', (_name, { prefix, place }) => {
  const serving = (app: App, ...filters: Filter[]) => {
    const parts: Part[] = filters.map(filter => ({ filter }))
    return serve(place(composePipeline(parts, app)), prefix)
  }
  const tellWhere: App = (req, res) => void res.json(where(req))

  test('url, baseUrl and originalUrl are what Express makes them', async () => {
    await using server = await serving(tellWhere)
    const answer = await fetch(`${server.url}/v2/images?limit=2`)
    expect(await answer.json()).toEqual([prefix, '/v2/images?limit=2', `${prefix}/v2/images?limit=2`])
  })

  test('Express’s request and response methods are there', async () => {
    await using server = await serving((req, res) => {
      res.status(201).set('x-query', String(req.query.a)).json({ host: req.hostname })
    })
    const answer = await fetch(`${server.url}/?a=b`)
    expect(answer.status).toBe(201)
    expect(answer.headers.get('x-query')).toBe('b')
    expect(await answer.json()).toEqual({ host: '127.0.0.1' })
  })

  test('urlmap moves its prefix from url to baseUrl, and back when the app passes on', async () => {
    const seen: unknown[] = []
    const filter: Filter = async (req, _res, next) => {
      await next()
      seen.push(where(req))
    }
    const api = composePipeline([{ filter }], (req, res, next) =>
      req.method === 'GET' ? void res.json(where(req)) : next(),
    )
    const loader = { app: async () => api, filter: () => Promise.reject(), server: () => Promise.reject() }
    await using server = await serving(await urlmap(loader, globals, { '/v2': 'api' }), filter)
    const answer = await fetch(`${server.url}/v2/images?x`)
    expect(await answer.json()).toEqual([`${prefix}/v2`, '/images?x', `${prefix}/v2/images?x`])
    seen.length = 0
    const passed = await fetch(`${server.url}/v2/images?x`, { method: 'POST' })
    await passed.text()
    expect(seen).toEqual([
      [`${prefix}/v2`, '/images?x', `${prefix}/v2/images?x`],
      [prefix, '/v2/images?x', `${prefix}/v2/images?x`],
    ])
  })

  test('a request passed on reaches what comes after, or is 404', async () => {
    await using server = await serving(
      (_req, _res, next) => next(),
      async (_req, _res, next) => void (await next()),
    )
    const got = await fetch(`${server.url}/a`)
    expect([got.status, await got.text()]).toEqual([404, expect.stringContaining(`Cannot GET ${prefix}/a`)])
  })

  test('an error becomes the answer that Express gives', async () => {
    await using server = await serving(() =>
      Promise.reject(Object.assign(new Error('too much'), { status: 413 })),
    )
    const answer = await fetch(`${server.url}/`)
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('too much')])
  })

  test('an Express app inside answers, passes on and leaves the request as it was', async () => {
    const inner = express()
      .set('marker', 'inner')
      .get('/here', (req, res) => void res.send(req.app.get('marker')))
    const markers: unknown[] = []
    const filter: Filter = async (req, _res, next) => {
      const before = Object.getPrototypeOf(req)
      await next()
      markers.push(Object.getPrototypeOf(req) === before)
    }
    await using server = await serving(inner, filter)
    expect(await (await fetch(`${server.url}/here`)).text()).toBe('inner')
    markers.length = 0
    expect((await fetch(`${server.url}/there`)).status).toBe(404)
    expect(markers).toEqual([true])
  })

  test('bodies stream both ways, and next() waits for their end', async () => {
    const seen: boolean[] = []
    await using server = await serving(
      (req, res) => move(req, res),
      async (_req, res, next) => {
        await next()
        seen.push(res.writableEnded)
      },
    )
    const chunks = Array.from({ length: 64 }, (_, index) => Buffer.alloc(65536, index))
    const body = Readable.toWeb(Readable.from(chunks))
    const answer = await fetch(server.url, { method: 'PUT', body, duplex: 'half' } as RequestInit)
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.concat(chunks))).toBe(true)
    await expect.poll(() => seen).toEqual([true])
  })

  test('an aborted request settles next(), and the next one is served', async () => {
    const back = Promise.withResolvers<boolean>()
    await using server = await serving(
      (req, res) => {
        if (req.url === '/hang') res.write('begun')
        else res.end('fine')
      },
      async (_req, res, next) => {
        await next()
        if (!res.writableEnded) back.resolve(res.destroyed)
      },
    )
    const request = http.get(`${server.url}/hang`).on('error', () => {})
    await once(request, 'response')
    request.destroy()
    expect(await back.promise).toBe(true)
    expect(await (await fetch(`${server.url}/`)).text()).toBe('fine')
  })

  test('an upload that breaks off rejects what reads it, and goes outwards as an error', async () => {
    const failed = Promise.withResolvers<unknown>()
    await using server = await serving(
      async req => {
        for await (const _chunk of req);
      },
      async (_req, _res, next) => {
        try {
          await next()
        } catch (error) {
          failed.resolve(error)
        }
      },
    )
    const request = http.request(server.url, { method: 'PUT' }).on('error', () => {})
    request.write('half', () => request.destroy())
    expect(await failed.promise).toMatchObject({ code: 'ECONNRESET' })
  })
})
