import type { TLSSocket } from 'node:tls'
import type { Request } from 'express'

/** Scheme, host and port that the client used, as far as this server, or the proxy it trusts, can tell. */
export function requestOrigin(req: Request): string {
  return `${schemeOf(req)}://${req.headers.host ?? `${req.socket.localAddress}:${req.socket.localPort}`}`
}

/** Express knows about trusted proxies where it is in front; a filter may have said what its proxy said. */
function schemeOf(req: Request): string {
  const told = Reflect.has(req, 'app') || Object.hasOwn(req, 'protocol')
  if (told) return req.protocol
  return (req.socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'
}
