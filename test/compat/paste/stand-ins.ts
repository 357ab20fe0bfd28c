import type { Request, Response } from 'express'
import type { AppFactory, FilterFactory, Next } from '../../../paste/types.ts'

/** Apps and filters that only tell that the request came by, in an `x-trail` header. */
const filter =
  (name: string): FilterFactory =>
  () =>
  (_req: Request, res: Response, next: Next) => {
    pass(res, name)
    return next()
  }

const app =
  (name: string): AppFactory =>
  () =>
  (req: Request, res: Response) => {
    pass(res, name)
    res.end(req.url)
  }

function pass(res: Response, name: string) {
  res.setHeader('x-trail', `${res.getHeader('x-trail') ?? ''} ${name}`.trim())
}

export const versionnegotiation = filter('versionnegotiation')
export const context = filter('context')
export const unauthenticated = filter('unauthenticated-context')
export const authtoken = filter('authtoken')
export const cache = filter('cache')
export const cachemanage = filter('cachemanage')
export const gzip = filter('gzip')
export const osprofiler = filter('osprofiler')
export const cors = filter('cors')
export const proxy = filter('http_proxy_to_wsgi')
export const healthfilter = filter('healthcheck')
export const healthapp = app('healthcheck')
export const versions = app('versions')
export const v1 = app('v1')
export const v2 = app('v2')
export const v3 = app('v3')
