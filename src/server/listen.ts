import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from '../../paste/run/create-server.ts'
import { listen as startListening } from '../../paste/run/serve.ts'
import type { App } from '../../paste/types.ts'
import type { Values } from '../config/config.ts'
import { timerMs } from '../timer-ms.ts'
import { addressOf, cannotListen, listenOptions } from './address.ts'
import { awaitBodies } from './await-bodies.ts'
import { refuseLongLines } from './long-lines.ts'
import type { serverOptions } from './options.ts'

export type ServerSettings = Values<(typeof serverOptions)['options']>

/** A server that can be told to finish. */
export interface Listener {
  /** `http://host:port`; absent where another process listens. */
  readonly address?: string
  /** Takes no more connections, answers what is under way, and breaks off what is left after the grace: then it is false. */
  drain(): Promise<boolean>
}

export async function listen(app: App, settings: ServerSettings): Promise<Listener> {
  const server = createApiServer(app, settings)
  const running = await startListening(server, listenOptions(settings)).catch(cannotListen(settings))
  return { address: addressOf(server), drain: () => withinGrace(server, settings, running.close) }
}

export function createApiServer(app: App, settings: ServerSettings): Server {
  const idleMs = timerMs(settings.client_socket_timeout)
  const server = createServer(refuseLongLines(app, settings.max_header_line), {
    keepAlive: true,
    keepAliveInitialDelay: settings.tcp_keepidle * 1000,
    keepAliveTimeout: idleMs,
    // An upload takes as long as it takes; only silence ends it.
    requestTimeout: 0,
    // Without a limit of its own the head of a request would have none, either.
    headersTimeout: 60_000,
    maxHeaderSize: headerRoom(settings.max_header_line),
  })
  server.setTimeout(idleMs)
  awaitBodies(server, settings.http_keepalive)
  if (!settings.http_keepalive) server.prependListener('request', closeAfterwards)
  return server
}

/** Whether it has finished before the grace was over. */
export async function withinGrace(
  server: Server,
  { graceful_shutdown_timeout }: ServerSettings,
  finish: () => Promise<void>,
): Promise<boolean> {
  const graceMs = timerMs(graceful_shutdown_timeout)
  let isOver = false
  const breakOff = () => {
    isOver = true
    server.closeAllConnections()
  }
  const deadline = graceMs > 0 ? setTimeout(breakOff, graceMs) : undefined
  await finish()
  clearTimeout(deadline)
  return !isOver
}

function closeAfterwards(_req: IncomingMessage, res: ServerResponse): void {
  res.shouldKeepAlive = false
}

/** Node bounds all header lines together, Glance one line: room for the longest line and as much again for the rest. */
function headerRoom(longestLine: number): number {
  return longestLine === 0 ? 1 << 24 : Math.max(16_384, longestLine) * 2
}
