import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { Fault } from '../errors.ts'
import { answerFault } from '../fault-answer.ts'

/** The border: whatever a route throws becomes an answer here. What nobody foresaw is logged, with the request's id. */
export function answerError(req: IncomingMessage, res: ServerResponse, error: unknown, log: Logger): void {
  if (res.destroyed || res.socket?.destroyed) {
    log.debug({ err: error }, 'the client left before its answer')
    return
  }
  const fault = error instanceof Fault ? error : unexpected(error, req, res, log)
  if (res.headersSent) {
    log.error({ err: error }, 'the answer broke off')
    res.destroy()
    return
  }
  answerFault(req, res, fault)
  // The client reads the answer only after it has sent what it began to send.
  if (!req.complete) req.resume()
}

function unexpected(cause: unknown, req: IncomingMessage, res: ServerResponse, log: Logger): Fault {
  const requestId = res.getHeader('x-openstack-request-id')
  log.error({ err: cause, requestId }, `${req.method} ${req.url} failed unexpectedly`)
  return new Fault('Unexpected', '', { cause })
}
