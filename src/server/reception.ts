import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { addressOf, cannotListen, isSamePlace, listenOptions, type Place } from './address.ts'
import type { SupervisorMessage, WorkerMessage } from './messages.ts'

export interface ReceptionSettings extends Place {
  readonly tcp_keepidle: number
}

interface Arrival {
  readonly socket: Socket
  /** How long a worker may take to take it. */
  patienceMs: number
}

interface Offer {
  readonly arrival: Arrival
  readonly timer: NodeJS.Timeout
}

const firstPatienceMs = 500

/** Accepts the connections of a service and hands each to the worker that has been free for the longest time. A connection stays
 * here, too, until a worker has taken it: none is lost with one that dies, and none waits for one that hangs. */
export class Reception {
  #door: { readonly server: Server; readonly settings: ReceptionSettings } | undefined
  #closed = false
  readonly #waiting: Arrival[] = []
  readonly #staff = new Set<Worker>()
  readonly #free = new Set<Worker>()
  /** One at a time for each worker. */
  readonly #offers = new Map<Worker, Offer>()

  /** Listens there, and no longer where it did before; settles with the address. Fails with `StartFailure`. */
  async open(settings: ReceptionSettings): Promise<string> {
    const old = this.#door
    const stays = old && isSamePlace(old.settings, settings)
    const server = stays ? old.server : await listen(settings, socket => this.#welcome(socket))
    if (!stays) old?.server.close()
    this.#door = { server, settings }
    return addressOf(server)
  }

  /** Accepts no more, and closes what nobody has taken. */
  close(): void {
    this.#closed = true
    this.#door?.server.close()
    for (const { socket } of this.#waiting.splice(0)) socket.destroy()
  }

  /** From now on the worker gets connections. */
  admit(worker: Worker): void {
    if (worker.isDead()) return
    this.#staff.add(worker)
    // Later than its exit: everything that it has said is heard by then.
    worker.process.once('close', () => {
      this.dismiss(worker)
      this.#takeBack(worker)
    })
    this.#release(worker)
  }

  /** It gets no more. */
  dismiss(worker: Worker): void {
    this.#staff.delete(worker)
    this.#free.delete(worker)
  }

  hear(worker: Worker, { kind }: WorkerMessage): void {
    if (kind === 'took') {
      // It has a copy of its own.
      this.#withdraw(worker)?.socket.destroy()
      this.#release(worker)
    } else if (kind === 'free') {
      this.#takeBack(worker)
      this.#release(worker)
    } else if (kind === 'leaving') this.dismiss(worker)
  }

  #welcome(socket: Socket): void {
    socket.setKeepAlive(true, (this.#door?.settings.tcp_keepidle ?? 0) * 1000)
    this.#waiting.push({ socket, patienceMs: firstPatienceMs })
    this.#handOut()
  }

  #handOut(): void {
    for (const worker of this.#free) {
      const arrival = this.#waiting.shift()
      if (!arrival) return
      this.#offer(worker, arrival)
    }
  }

  #offer(worker: Worker, arrival: Arrival): void {
    this.#free.delete(worker)
    const { socket, patienceMs } = arrival
    tell(worker, { kind: 'connection', until: Date.now() + patienceMs }, socket)
    // Twice the time that the worker has by its own clock; and then what it has said by now is heard first.
    const timer = setTimeout(() => setImmediate(() => this.#miss(worker, offer)), 2 * patienceMs)
    const offer = { arrival, timer }
    this.#offers.set(worker, offer)
  }

  #miss(worker: Worker, offer: Offer): void {
    if (this.#offers.get(worker) !== offer) return
    tell(worker, { kind: 'late' })
    this.#takeBack(worker)
  }

  #takeBack(worker: Worker): void {
    const arrival = this.#withdraw(worker)
    if (!arrival) return
    if (this.#closed) return void arrival.socket.destroy()
    // Where all workers are slow, asking for the same haste again would lead nowhere.
    arrival.patienceMs *= 2
    this.#waiting.unshift(arrival)
    this.#handOut()
  }

  #withdraw(worker: Worker): Arrival | undefined {
    const offer = this.#offers.get(worker)
    clearTimeout(offer?.timer)
    this.#offers.delete(worker)
    return offer?.arrival
  }

  #release(worker: Worker): void {
    if (!this.#staff.has(worker)) return
    this.#free.add(worker)
    this.#handOut()
  }
}

async function listen(settings: ReceptionSettings, welcome: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ pauseOnConnect: true, noDelay: true }, welcome)
  server.listen(listenOptions(settings))
  await once(server, 'listening').catch(cannotListen(settings))
  return server
}

/** One that is gone cannot be told; its end is heard of otherwise. */
function tell(worker: Worker, message: SupervisorMessage, socket?: Socket): void {
  worker.send(message, socket, { keepOpen: true }, () => {})
}
