import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WebServer {
  readonly server: Server
  readonly port: number
  /** `http://127.0.0.1:port` */
  readonly url: string
  /** Leaves those who still wait for an answer without one. */
  stop(): Promise<void>
}

/** A server on loopback that answers as it is told; without a word about that, never. */
export async function startWebServer(answer: RequestListener = () => undefined): Promise<WebServer> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
