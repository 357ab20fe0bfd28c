// One contestant of bench/pipeline.ts: n middlewares around one answer, on a port of its own.
//   node bench/contestants/pipeline.ts CONTESTANT N PORT
import http from 'node:http'
import express from 'express'
import { createServer } from '../../paste/run/create-server.ts'
import { composePipeline } from '../../paste/run/pipeline.ts'
import type { App, Filter } from '../../paste/types.ts'

const [contestant = '', count = '6', port = '0'] = process.argv.slice(2)
const numbers = Array.from({ length: Number(count) }, (_, index) => index)

/** Every middleware looks at the request; one in three also sets a header. */
const middlewares = numbers.map((index): Filter => {
  const header = `x-filter-${index}`
  return (req, res, next) => {
    work(index, header, req, res)
    next()
  }
})

const watching = middlewares.map(
  (_, index): Filter =>
    async (req, res, next) => {
      work(index, `x-filter-${index}`, req, res)
      await next()
    },
)

const answer: App = (_req, res) => {
  res.setHeader('Content-Type', 'text/plain')
  res.setHeader('Content-Length', 5)
  res.end('hello')
}

function work(index: number, header: string, req: http.IncomingMessage, res: http.ServerResponse): void {
  if (req.headers[header] === undefined && index % 3 === 0) res.setHeader(header, 'seen')
}

function handWritten(middlewares: readonly Filter[]) {
  const app = express().disable('x-powered-by')
  for (const middleware of middlewares) app.use(middleware)
  return app.use(answer)
}

function bare(req: http.IncomingMessage, res: http.ServerResponse): void {
  for (const index of numbers) work(index, `x-filter-${index}`, req, res)
  res.setHeader('Content-Type', 'text/plain')
  res.setHeader('Content-Length', 5)
  res.end('hello')
}

const pipeline = (filters: readonly Filter[]) =>
  composePipeline(
    filters.map(filter => ({ filter })),
    answer,
  )

const contestants: Readonly<Record<string, () => http.Server>> = {
  'node:http': () => http.createServer(bare),
  'Express 5 by hand': () => http.createServer(handWritten(middlewares)),
  'Express 5 by hand, async': () => http.createServer(handWritten(watching)),
  'pipeline in Express 5': () =>
    http.createServer(express().disable('x-powered-by').use(pipeline(middlewares))),
  'pipeline that awaits next() in Express 5': () =>
    http.createServer(express().disable('x-powered-by').use(pipeline(watching))),
  'Express 5 by hand, createServer': () => createServer(handWritten(middlewares)),
  'pipeline, createServer': () => createServer(pipeline(middlewares)),
  'pipeline that awaits next(), createServer': () => createServer(pipeline(watching)),
}

const start = contestants[contestant]
if (start === undefined) throw new Error(`no contestant "${contestant}"`)
start().listen(Number(port), '127.0.0.1')
