import { writeSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** A connection on which what is written to the descriptor is what the client reads. */
export type PlainSocket = Socket & { readonly _handle?: { readonly fd?: number } | null }

/** That of an answer whose head has been sent. Undefined where Node changes the bytes on their way, or has no descriptor. */
export function plainSocket(res: ServerResponse): PlainSocket | undefined {
  const socket = res.socket as (PlainSocket & { encrypted?: boolean }) | null
  if (!socket || socket.encrypted || res.chunkedEncoding) return undefined
  return descriptorOf(socket) === undefined ? undefined : socket
}

/** Node has no other way to it. Undefined once the connection is closed. */
export function descriptorOf({ _handle }: PlainSocket): number | undefined {
  const descriptor = _handle?.fd ?? -1
  return descriptor >= 0 ? descriptor : undefined
}

/** Gives the kernel as much as it takes at once, and tells how much that was. Nothing is kept for later, which Node would do. */
export function writeNow(socket: PlainSocket, bytes: Uint8Array): number {
  const descriptor = descriptorOf(socket)
  // What Node has kept comes first.
  if (descriptor === undefined || socket.writableLength > 0) return 0
  try {
    return writeSync(descriptor, bytes)
  } catch {
    // It is full, or broken: the next ordinary write will wait, or tell.
    return 0
  }
}
