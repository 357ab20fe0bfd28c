import type { Logger } from 'pino'
import type { App } from '../../paste/types.ts'
import { isCacheHit } from '../cache/cache.ts'
import { requestContext } from '../identity/context.ts'
import { runInRequest, runOutsideRequests } from '../log/request-scope.ts'

/** A line for each answer: who, what, status, bytes, seconds. */
export function logAccess(app: App, log: Logger): App {
  const access = log.child({ name: 'glance.api.access', mayWait: true })
  return (req, res, next) => {
    const began = performance.now()
    // A closed connection does not know it any more.
    const from = req.socket.remoteAddress ?? '-'
    res.on('close', () => {
      const seconds = ((performance.now() - began) / 1000).toFixed(4)
      const length = res.getHeader('content-length') ?? '-'
      const hit = isCacheHit.peek(req) ? ' cache: hit' : ''
      const how = res.writableFinished ? '' : ' (broken off)'
      const tell = () =>
        access.info(
          `${from} "${req.method} ${req.originalUrl ?? req.url} HTTP/${req.httpVersion}" ` +
            `status: ${res.statusCode} len: ${length} time: ${seconds}${hit}${how}`,
        )
      const context = requestContext.peek(req)
      // On a connection that is never idle, the end of an answer is heard inside the request before it.
      if (!context) runOutsideRequests(tell)
      // The client's leaving is heard outside of its request.
      else if (!res.writableFinished) runInRequest(context, tell)
      else tell()
    })
    return app(req, res, next)
  }
}
