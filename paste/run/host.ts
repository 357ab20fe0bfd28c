import express, { type Request, type Response } from 'express'
import { requestKey } from '../keys.ts'
import type { App, Next } from '../types.ts'

/** The app as a handler for `http.createServer`, too: without a `next` there is no Express, so Express is put around. */
export function mountable(app: App): App {
  let host: express.Express | undefined
  return function mounted(req, res, next?: Next) {
    if (next !== undefined) return app(req, res, next)
    host ??= makeHost().use(app)
    return host(req, res)
  }
}

export function makeHost(): express.Express {
  return express().disable('x-powered-by')
}

const failure = requestKey<unknown>('failure')

const last = makeHost().use((req, _res, next) => next(failure.peek(req)))

/** What Express does at the end of everything: 404, or the error; it closes a connection that is half answered. */
export function answerLast(req: Request, res: Response, error?: unknown): void {
  if (error && error !== 'route' && error !== 'router') failure.set(req, error)
  last(req, res)
}

export function isExpressApp(app: unknown): app is express.Express {
  const { handle, request, response } = (app ?? {}) as Partial<
    Record<'handle' | 'request' | 'response', unknown>
  >
  return typeof handle === 'function' && typeof request === 'object' && typeof response === 'object'
}

/** An Express app changes the prototypes of request and response. When it passes on, they become again what they were. */
export function embed(app: App): App {
  if (!isExpressApp(app)) return app
  return (req, res, next) => {
    const requestPrototype = Object.getPrototypeOf(req)
    const responsePrototype = Object.getPrototypeOf(res)
    return app(req, res, error => {
      Object.setPrototypeOf(req, requestPrototype)
      Object.setPrototypeOf(res, responsePrototype)
      return next(error)
    })
  }
}
