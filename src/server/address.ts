import type { AddressInfo, ListenOptions, Server } from 'node:net'
import { exitCodes, StartFailure } from './failure.ts'

/** The options that say where a service listens. */
export interface Place {
  readonly bind_host: string
  readonly bind_port: number
  readonly backlog: number
}

export function listenOptions({ bind_host, bind_port, backlog }: Place): ListenOptions {
  return { host: bind_host, port: bind_port, backlog }
}

/** A backlog counts from the next start: the same port cannot be opened a second time. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.bind_host === b.bind_host && a.bind_port === b.bind_port
}

/** `http://host:port`, as a person would open it. */
export function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  const host =
    address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${port}`
}

/** For operators, who know the place by its options. */
export function cannotListen({ bind_host, bind_port }: Place): (cause: Error) => never {
  return cause => {
    const message = `cannot listen on bind_host = ${bind_host}, bind_port = ${bind_port}: ${cause.message}`
    throw new StartFailure(exitCodes.runtime, message, { cause })
  }
}
