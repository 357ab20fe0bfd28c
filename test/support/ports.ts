import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A port on loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Waits until somebody answers on the port, or fails with what `whyNot` says. */
export async function portAnswers(
  port: number,
  whyNot: () => string | undefined,
  seconds = 120,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await answers(port))) {
    const reason =
      whyNot() ?? (Date.now() > deadline ? `nothing on port ${port} after ${seconds} s` : undefined)
    if (reason) throw new Error(reason)
    await sleep(50)
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
