import compression from 'compression'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { cascade } from '../../../paste/composites/cascade.ts'
import { composePipeline } from '../../../paste/run/pipeline.ts'
import { send } from '../../../paste/testing.ts'
import type { App, Conf } from '../../../paste/types.ts'
import { globals } from '../globals.ts'

const httpError = (status: number) => Object.assign(new Error(`status ${status}`), { status })

const apps: Readonly<Record<string, App>> = {
  missing: (_req, res) => void res.status(404).set('x-missing', '1').send('nothing here'),
  written: (_req, res) => {
    res.writeHead(404, { 'x-missing': '1' })
    res.write('nothing')
    res.end(' here')
  },
  later: (_req, res) => void setTimeout(() => res.sendStatus(404), 3),
  passing: (_req, _res, next) => next(),
  throwing: () => Promise.reject(httpError(404)),
  broken: () => Promise.reject(httpError(500)),
  gone: (_req, res) => void res.sendStatus(410),
  answering: (req, res) => void res.send(`answered ${req.url} ${res.get('x-missing')}`),
  reading: async (req, res) => {
    for await (const _chunk of req);
    res.status(404).send('read it all')
  },
  mapped: (req, res) => {
    req.url = '/elsewhere'
    res.status(404).end()
  },
  compressing: composePipeline([{ filter: compression({ threshold: 0 }) }], (_req, res) => {
    res.status(404).type('text').send('nothing'.repeat(100))
  }),
  express: express().get('/other', (_req, res) => void res.send('other')),
}

async function ask(conf: Conf, path = '/x', options = {}): Promise<string> {
  const loader = {
    app: async (name: string) => apps[name] ?? expect.unreachable(name),
    filter: () => Promise.reject(),
    server: () => Promise.reject(),
  }
  const answer = await send(await cascade(loader, globals, conf), path, options)
  return `${answer.status} ${(await answer.text()).split('\n')[0]}`
}

describe('a cascade', () => {
  test.each(Object.keys(apps).filter(name => !/answering|broken|gone|reading/.test(name)))(
    'goes on after an app that is %s',
    async name => {
      expect(await ask({ app1: name, app2: 'answering' })).toBe('200 answered /x undefined')
    },
  )

  test('asks in the order of the keys, and stops at the first answer', async () => {
    expect(await ask({ app2: 'missing', app1: 'answering' })).toBe('200 answered /x undefined')
    expect(await ask({ app1: 'missing', app2: 'gone', app3: 'answering' })).toBe('410 Gone')
  })

  test('gives the answer of the last app, whatever it is', async () => {
    expect(await ask({ app1: 'passing', app2: 'missing' })).toBe('404 nothing here')
    expect(await ask({ app1: 'missing', app2: 'passing' })).toBe('404 <!DOCTYPE html>')
  })

  test('catches other statuses where it is told to', async () => {
    const conf = { catch: '410 500', app3: 'answering' }
    expect(await ask({ ...conf, app1: 'gone', app2: 'broken' })).toBe('200 answered /x undefined')
    expect(await ask({ ...conf, app1: 'missing' })).toBe('404 nothing here')
  })

  test('reports an error that it does not catch', async () => {
    expect(await ask({ app1: 'broken', app2: 'answering' })).toBe('500 <!DOCTYPE html>')
  })

  test('keeps the answer of an app that has read the body', async () => {
    const conf = { app1: 'reading', app2: 'answering' }
    expect(await ask(conf, '/x', { method: 'POST', body: 'data' })).toBe('404 read it all')
    expect(await ask(conf)).toBe('200 answered /x undefined')
  })

  test('leaves a compressed answer whole', async () => {
    const squeezing = composePipeline([{ filter: compression({ threshold: 0 }) }], (_req, res) => {
      res.type('text').send('something'.repeat(100))
    })
    const loader = {
      app: async (name: string) =>
        name === 'squeezing' ? squeezing : (apps.answering ?? expect.unreachable()),
      filter: () => Promise.reject(),
      server: () => Promise.reject(),
    }
    const app = await cascade(loader, globals, { app1: 'squeezing', app2: 'answering' })
    const answer = await send(app, '/', { headers: { 'accept-encoding': 'gzip' } })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(Buffer.from(await answer.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
  })

  test('refuses keys that are no apps, statuses that are none, and having no apps', async () => {
    await expect(ask({ ap1: 'answering' })).rejects.toThrow("all configuration keys must start with 'app'")
    await expect(ask({ app1: 'answering', app2: 'missing', catch: '404 huh' })).rejects.toThrow(
      '"huh" in "catch"',
    )
    await expect(ask({})).rejects.toThrow('at least one key')
  })
})
