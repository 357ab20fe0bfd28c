import type { Socket } from 'node:net'
import { watchConnections, wearOut } from '../../paste/run/serve.ts'
import type { App } from '../../paste/types.ts'
import { createApiServer, type Listener, type ServerSettings, withinGrace } from './listen.ts'
import type { SupervisorMessage, WorkerMessage } from './messages.ts'

/** Serves the connections that this worker's supervisor hands over (`reception.ts`). */
export async function takeConnections(app: App, settings: ServerSettings): Promise<Listener> {
  const server = createApiServer(app, settings)
  // Node watches over the connections of a server that listens: it closes idle ones, and slow ones.
  server.emit('listening')
  const connections = watchConnections(server)
  const allClosed = Promise.withResolvers<void>()
  let leaving = false

  process.on('message', (message: SupervisorMessage, socket?: Socket) => {
    if (message.kind === 'late') tell({ kind: 'free' })
    else if (message.kind === 'connection' && socket) {
      if (take(message.until)) serve(socket)
      else socket.destroy()
    }
  })
  return {
    async drain() {
      leaving = true
      tell({ kind: 'leaving' })
      if (connections.size === 0) allClosed.resolve()
      return withinGrace(server, settings, () => wearOut(server, connections, allClosed.promise))
    },
  }

  /** Late, and it may be another's already: then nothing must be read from it. */
  function take(until: number): boolean {
    const isLate = () => Date.now() >= until
    if (isLate()) return false
    tell({ kind: leaving ? 'free' : 'took' })
    // This process may have stood still before it could say so.
    return !leaving && !isLate()
  }

  function serve(socket: Socket): void {
    // As http has it.
    socket.allowHalfOpen = true
    server.emit('connection', socket)
    socket.once('close', () => {
      if (leaving && connections.size === 0) allClosed.resolve()
    })
  }
}

function tell(message: WorkerMessage): void {
  process.send?.(message, undefined, undefined, () => {})
}
