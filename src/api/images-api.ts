import type { IncomingMessage } from 'node:http'
import type { Request, Response } from 'express'
import type { App } from '../../paste/types.ts'
import { Fault } from '../errors.ts'
import { requestContext } from '../identity/context.ts'
import type { Site } from './exchange.ts'
import { answerError } from './faults.ts'
import { requestOrigin } from './origin.ts'
import { type FindRoute, type Match, routeFinder } from './router.ts'
import { routes } from './routes.ts'

/** The Images API v2, mounted where its paths begin. Answers every request, errors included. */
export function imagesApi(site: Site): App {
  const find = routeFinder(routes)
  return (req: Request, res: Response) => {
    const fail = (error: unknown) => answerError(req, res, error, site.service.log)
    try {
      return answer(req, res, site, find)?.catch(fail)
    } catch (error) {
      fail(error)
    }
  }
}

function answer(req: Request, res: Response, site: Site, find: FindRoute): Promise<void> | void {
  const path = pathOf(req.url)
  const match = find(path)
  if (!match) return answerUnknown(req, res, path)
  const handler = match.route.methods.get(req.method)
  if (!handler) throw methodNotAllowed(match)
  return handler({ req, res, site, params: match.params, context: requestContext.get(req) })
}

function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}

function methodNotAllowed({ route }: Match): Fault {
  return new Fault('MethodNotAllowed', '', { headers: { Allow: [...route.methods.keys()].join(', ') } })
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH'])

function answerUnknown(req: Request, res: Response, path: string): void {
  if (isBareMountPoint(req, path)) {
    const location = `${requestOrigin(req)}/v2/`
    res.writeHead(302, {
      Location: location,
      'Content-Type': 'text/plain; charset=utf8',
      'Content-Length': 0,
    })
    res.end()
    return
  }
  throw new Fault(knownMethods.has(req.method) ? 'NoRoute' : 'NotImplemented', '')
}

/** Asked for without the slash; inside, Express knows no empty path. */
function isBareMountPoint(
  { originalUrl }: { originalUrl?: string } & IncomingMessage,
  path: string,
): boolean {
  return (path === '' || path === '/') && originalUrl !== undefined && !pathOf(originalUrl).endsWith('/')
}
