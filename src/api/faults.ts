import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { Fault } from '../errors.ts'
import { answerFault } from '../fault-answer.ts'
import { ClientGone } from './abort.ts'

/** The border: whatever a route throws becomes an answer here. What nobody foresaw is logged, with the request's id. */
export function answerError(req: IncomingMessage, res: ServerResponse, error: unknown, log: Logger): void {
  const closed = res.destroyed || res.socket?.destroyed
  if (closed && (error instanceof Fault || tellsOfLeaving(error))) {
    log.debug({ err: error }, 'the client left before its answer')
    return
  }
  if (closed || res.headersSent) {
    log.error({ err: error, requestId: requestIdOf(res) }, `the answer to ${req.method} ${req.url} broke off`)
    res.destroy()
    return
  }
  answerFault(req, res, error instanceof Fault ? error : unexpected(error, req, res, log))
  // The client reads the answer only after it has sent what it began to send.
  if (!req.complete) req.resume()
}

const leavingCodes = ['ABORT_ERR', 'ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']

function tellsOfLeaving(error: unknown): boolean {
  return (
    error instanceof ClientGone || leavingCodes.includes((error as NodeJS.ErrnoException | null)?.code ?? '')
  )
}

function requestIdOf(res: ServerResponse): unknown {
  return res.getHeader('x-openstack-request-id')
}

function unexpected(cause: unknown, req: IncomingMessage, res: ServerResponse, log: Logger): Fault {
  log.error({ err: cause, requestId: requestIdOf(res) }, `${req.method} ${req.url} failed unexpectedly`)
  return new Fault('Unexpected', '', { cause })
}
