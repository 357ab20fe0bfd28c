import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from '../../paste/serve.ts'
import type { App } from '../../paste/types.ts'
import type { Values } from '../config/config.ts'
import type { serverOptions } from './options.ts'

export type ServerSettings = Values<(typeof serverOptions)['options']>

/** A listening server that can be told to finish. */
export interface Listener {
  readonly server: Server
  /** `http://host:port`, as a person would open it. */
  readonly address: string
  /** Takes no more connections, answers what is under way, closes what is left after `graceSeconds` (0: never). */
  drain(graceSeconds: number): Promise<void>
}

export async function listen(app: App, settings: ServerSettings): Promise<Listener> {
  const idleMs = settings.client_socket_timeout * 1000
  const server = createServer(app, {
    keepAlive: true,
    keepAliveInitialDelay: settings.tcp_keepidle * 1000,
    keepAliveTimeout: idleMs,
    // An upload takes as long as it takes; only silence ends it.
    requestTimeout: 0,
    maxHeaderSize: headerRoom(settings.max_header_line),
  })
  server.setTimeout(idleMs)
  let draining = false
  server.prependListener('request', (_req: IncomingMessage, res: ServerResponse) => {
    if (draining || !settings.http_keepalive) res.shouldKeepAlive = false
  })
  server.listen({ host: settings.bind_host, port: settings.bind_port, backlog: settings.backlog })
  await once(server, 'listening')
  return {
    server,
    address: addressOf(server),
    async drain(graceSeconds) {
      draining = true
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeIdleConnections()
      const deadline =
        graceSeconds > 0 ? setTimeout(() => server.closeAllConnections(), graceSeconds * 1000) : undefined
      await closed
      clearTimeout(deadline)
    },
  }
}

/** Node bounds all header lines together, Glance one line: room for the longest line and as much again for the rest. */
function headerRoom(longestLine: number): number {
  return longestLine === 0 ? 1 << 24 : Math.max(16_384, longestLine) * 2
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  const host =
    address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${port}`
}
