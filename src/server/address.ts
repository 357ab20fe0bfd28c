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

/** `http://host:port`, where it listens. */
export function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** One at which a person can open it, where it listens at every address of the machine. */
export function openable(address: string): string {
  return address.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//127.0.0.1')
}

/** For operators, who know the place by its options. */
export function cannotListen({ bind_host, bind_port }: Place): (cause: Error) => never {
  return cause => {
    const message = `cannot listen on bind_host = ${bind_host}, bind_port = ${bind_port}: ${cause.message}`
    throw new StartFailure(exitCodes.runtime, message, { cause })
  }
}
