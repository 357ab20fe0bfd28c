import http from 'node:http'
import { duplexPair } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { importNamed } from './factories/import-factory.ts'
import type { Loan } from './keys.ts'
import { createServer } from './run/create-server.ts'
import { composePipeline } from './run/pipeline.ts'
import type { App, Conf, Filter, FilterFactory, Globals, ServiceKey } from './types.ts'

/** A request: by default GET, without headers and body. */
export interface SendOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Aborted, the client hangs up. */
  readonly signal?: AbortSignal
}

/**
 * Sends one request to an app and gives back the whole answer. Request and response are Node's own, on a
 * connection in memory: no port, nothing to close. An answer that breaks off is an error.
 */
export function send(app: App, path: string, options: SendOptions = {}): Promise<Response> {
  return sendTo(createServer(app), path, options)
}

/** What surrounds a filter that is tried; by default as little as possible. */
export interface TryOptions {
  /** The keys of the filter's section. */
  readonly conf?: Conf
  /** What stands inwards; by default an app that answers 200 with `reached`. */
  readonly app?: App
  /** Filters outwards, such as one that sets what this filter requires. */
  readonly before?: readonly Filter[]
  readonly lend?: readonly Loan[]
  /** `[DEFAULT]` and where the file would be. */
  readonly globals?: Partial<Pick<Globals, 'conf' | 'here' | 'file'>>
}

/** A filter in front of an app, to be sent requests. */
export interface TriedFilter {
  /** The filter in front of the app, to be put elsewhere. */
  readonly app: App
  send(path: string, options?: SendOptions): Promise<Response>
  /** How many requests have come through to the app. */
  readonly reached: number
}

/** Makes one filter as a file would, and puts it in front of a small app. */
export async function tryFilter(factory: FilterFactory, options: TryOptions = {}): Promise<TriedFilter> {
  const { conf = {}, app = answerReached, before = [] } = options
  let reached = 0
  const counted: App = (req, res, next) => {
    reached++
    return app(req, res, next)
  }
  const filter = await factory(makeGlobals(options), conf)
  const parts = [...before, filter].map(filter => ({ filter }))
  const pipeline = composePipeline(parts, counted)
  const server = createServer(pipeline)
  return {
    app: pipeline,
    send: (path, options = {}) => sendTo(server, path, options),
    get reached() {
      return reached
    },
  }
}

/** A filter under test may have answered already; Node ends the process when somebody writes after that. */
const answerReached: App = (_req, res) => {
  if (!res.writableEnded) res.end('reached')
}

async function sendTo(server: http.Server, path: string, options: SendOptions): Promise<Response> {
  const { method = 'GET', headers, body, signal } = options
  const near = connect(server)
  const request = http.request({
    method,
    path,
    headers,
    signal,
    defaultPort: 80,
    createConnection: () => near,
  })
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject)
  })
  // An app may answer without reading the body: what counts then is the answer.
  const sent = isWhole(body) ? request.end(body) : pipeline(body, request).catch(() => {})
  const answer = await answered
  const bytes = await buffer(answer)
  request.destroy()
  await sent
  return toResponse(answer, bytes)
}

/** With its length in the header, as clients send it. */
const isWhole = (body: SendOptions['body']): body is string | Uint8Array | undefined =>
  body === undefined || typeof body === 'string' || body instanceof Uint8Array

function connect(server: http.Server) {
  const [near, far] = duplexPair()
  near.on('close', () => far.destroy())
  server.emit('connection', far)
  return near
}

const withoutBody = new Set([204, 205, 304])

function toResponse(answer: http.IncomingMessage, bytes: Buffer): Response {
  const { statusCode = 0, statusMessage, rawHeaders } = answer
  const headers = new Headers()
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '')
  const body = withoutBody.has(statusCode) ? null : new Uint8Array(bytes)
  return new Response(body, { status: statusCode, statusText: statusMessage, headers })
}

function makeGlobals({ lend = [], globals }: TryOptions): Globals {
  const here = globals?.here ?? process.cwd()
  const made: Globals = {
    conf: {},
    here,
    file: `${here}/paste.ini`,
    ...globals,
    borrow: async <T>(key: ServiceKey<T>): Promise<T> => {
      const loan = lend.find(loan => loan.key === (key as ServiceKey<unknown>))
      if (loan) return loan.service as T
      if (key.open) return key.open(made)
      throw new Error(`nothing lends the service "${key.name}": pass lend: [lend(key, service)]`)
    },
    import: name => importNamed(name, { file: made.file }, { known: [] }),
  }
  return made
}
