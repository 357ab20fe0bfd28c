import { once } from 'node:events'
import type { Server } from 'node:http'
import { type ListenOptions, Server as NetServer, type Socket } from 'node:net'
import { defineServer } from '../options/define-filter.ts'
import { option } from '../options/options.ts'
import type { RunningServer, ServerRunner } from '../types.ts'
import { createServer } from './create-server.ts'

/** `paste.server_factory` of the server that stands in where a file names none, and of `egg:Paste#http`. */
export const serverFactory = defineServer({
  options: {
    host: option.text('127.0.0.1'),
    port: option.integer(8080, { min: 0, max: 65535 }),
    /** A Unix socket, in place of host and port. */
    socket: option.optional(option.text()),
    backlog: option.integer(511, { min: 1 }),
    /** Probes on silent connections, the first after `tcp_keepidle`. */
    tcp_keepalive: option.boolean(false),
    tcp_keepidle: option.seconds(600),
    keep_alive_timeout: option.seconds(5),
    headers_timeout: option.seconds(60),
    request_timeout: option.seconds(300),
    max_header_size: option.bytes(16 * 1024),
  },
  create(options) {
    const { host, port, socket, backlog } = options
    const where = socket === undefined ? { host, port, backlog } : { path: socket, backlog }
    const tuning = {
      keepAlive: options.tcp_keepalive,
      keepAliveInitialDelay: options.tcp_keepidle * 1000,
      keepAliveTimeout: options.keep_alive_timeout * 1000,
      headersTimeout: options.headers_timeout * 1000,
      requestTimeout: options.request_timeout * 1000,
      maxHeaderSize: options.max_header_size,
    }
    return app => listen(createServer(app, tuning), where)
  },
})

/** The same server as `paste.server_runner`. */
export const serverRunner: ServerRunner = async (app, globals, conf) => {
  const serve = await serverFactory(globals, conf)
  return serve(app)
}

/** Listens, or fails as the address does (`EADDRINUSE` …). */
export async function listen(server: Server, where: ListenOptions): Promise<RunningServer> {
  const connections = watchConnections(server)
  server.listen(where)
  await once(server, 'listening')
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= drain(server, connections)
    return closing
  }
  return { server, close, [Symbol.asyncDispose]: close }
}

/** Those that are open, of all that begin from now on. */
export function watchConnections(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  return connections
}

/** How long a connection without a request stays open for the one that may be on its way already. */
const lingerMs = 1000

/** Takes no further connection, and waits for those there are. */
async function drain(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close')
  // Not http's own close(), which cuts idle connections.
  NetServer.prototype.close.call(server)
  await wearOut(server, connections, closed)
}

/** Until `closed`, each connection gets its next answer with `Connection: close`; those on which nothing comes are closed in the
 * end. Closing them at once would cut requests that their clients have just sent. */
export async function wearOut(
  server: Server,
  connections: ReadonlySet<Socket>,
  closed: Promise<unknown>,
): Promise<void> {
  server.prependListener('request', (_req, res) => {
    res.shouldKeepAlive = false
  })
  const closeIdle = () => {
    server.closeIdleConnections()
    // Node calls idle only what has had a request.
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
  }
  // When this process has stood still, its timers come before the requests that have arrived meanwhile.
  const sweep = setInterval(() => setImmediate(closeIdle), lingerMs)
  await closed
  clearInterval(sweep)
}
