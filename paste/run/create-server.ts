import type { Server, ServerOptions } from 'node:http'
import type { Express, Request, Response } from 'express'
import type { App, Next } from '../types.ts'
import { answerLast, isExpressApp, makeHost } from './host.ts'

// An import would have Node load all that hangs on it, a WebSocket client among it: 40 ms of each start.
const http = process.getBuiltinModule('node:http')

/** What Node lets be tuned; see `http.createServer`. */
export type ServerTuning = Pick<
  ServerOptions,
  | 'connectionsCheckingInterval'
  | 'headersTimeout'
  | 'highWaterMark'
  | 'insecureHTTPParser'
  | 'joinDuplicateHeaders'
  | 'keepAlive'
  | 'keepAliveInitialDelay'
  | 'keepAliveTimeout'
  | 'maxHeaderSize'
  | 'noDelay'
  | 'requestTimeout'
  | 'requireHostHeader'
>

/**
 * A server whose requests and responses are born with Express's prototypes. An Express app then has nothing to
 * exchange on each request, which is most of what Express costs; any other app gets along without Express's router.
 */
export function createServer(app: App | Express, tuning: ServerTuning = {}): Server {
  if (!isExpressApp(app)) return createBareServer(app, tuning)
  const classes = makeClasses(app)
  app.request = classes.IncomingMessage.prototype as Request
  app.response = classes.ServerResponse.prototype as Response
  return http.createServer({ ...tuning, ...classes }, app)
}

function createBareServer(app: App, tuning: ServerTuning): Server {
  const classes = makeClasses(makeHost())
  Object.defineProperty(classes.ServerResponse.prototype, 'locals', lazyLocals)
  return http.createServer({ ...tuning, ...classes }, (message, answer) => {
    // They are instances of the classes that were handed in.
    const req = message as Request
    const res = answer as Response
    req.res = res
    req.originalUrl = req.url
    req.baseUrl = ''
    req.params = {}
    req.next = error => answerLast(req, res, error)
    call(app, req, res, req.next)
  })
}

/** Made when somebody looks for them, which few do. */
const lazyLocals: PropertyDescriptor & ThisType<Response> = {
  get() {
    this.locals = Object.create(null)
    return this.locals
  },
  set(value) {
    Object.defineProperty(this, 'locals', { value, configurable: true, enumerable: true, writable: true })
  },
}

function call(app: App, req: Request, res: Response, next: Next): void {
  try {
    const result = app(req, res, next) as Partial<PromiseLike<unknown>> | undefined
    result?.then?.(undefined, error => void next(error || new Error('Rejected promise')))
  } catch (error) {
    void next(error)
  }
}

function makeClasses(host: Express) {
  class ExpressRequest extends http.IncomingMessage {}
  class ExpressResponse extends http.ServerResponse {}
  Object.setPrototypeOf(ExpressRequest.prototype, host.request)
  Object.setPrototypeOf(ExpressResponse.prototype, host.response)
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse }
}
