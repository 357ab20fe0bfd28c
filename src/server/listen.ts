import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from '../../paste/run/create-server.ts'
import { listen as startListening } from '../../paste/run/serve.ts'
import type { App } from '../../paste/types.ts'
import type { Values } from '../config/config.ts'
import { refuseLongLines } from './long-lines.ts'
import type { serverOptions } from './options.ts'

export type ServerSettings = Values<(typeof serverOptions)['options']>

/** A listening server that can be told to finish. */
export interface Listener {
  /** `http://host:port`, as a person would open it. */
  readonly address: string
  /** Takes no more connections, answers what is under way, and breaks off what is left after the grace. */
  drain(): Promise<void>
}

export async function listen(app: App, settings: ServerSettings): Promise<Listener> {
  const idleMs = settings.client_socket_timeout * 1000
  const server = createServer(refuseLongLines(app, settings.max_header_line), {
    keepAlive: true,
    keepAliveInitialDelay: settings.tcp_keepidle * 1000,
    keepAliveTimeout: idleMs,
    // An upload takes as long as it takes; only silence ends it.
    requestTimeout: 0,
    maxHeaderSize: headerRoom(settings.max_header_line),
  })
  server.setTimeout(idleMs)
  if (!settings.http_keepalive) server.prependListener('request', closeAfterwards)
  const running = await startListening(server, {
    host: settings.bind_host,
    port: settings.bind_port,
    backlog: settings.backlog,
  })
  return {
    address: addressOf(server),
    async drain() {
      const graceMs = settings.graceful_shutdown_timeout * 1000
      const deadline = graceMs > 0 ? setTimeout(() => server.closeAllConnections(), graceMs) : undefined
      await running.close()
      clearTimeout(deadline)
    },
  }
}

function closeAfterwards(_req: IncomingMessage, res: ServerResponse): void {
  res.shouldKeepAlive = false
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
