import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Below those that the kernel gives to whoever asks for any: to clients, and to servers on port 0. */
const [first, last] = [20_000, 32_000]

/** A port on loopback that nobody listens on. It is the caller's for as long as this process runs: however late its server
 * starts, no other test is given the same. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, last)
    if (claim(port) && (await isFree(port))) return port
  }
}

const claims: string[] = []

/** By a file that no other process of this run of the tests can make, too. */
function claim(port: number): boolean {
  const folder = join(tmpdir(), 'glasspaste-ports')
  const file = join(folder, String(port))
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(file, '', { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  if (claims.length === 0) process.once('exit', giveUpClaims)
  claims.push(file)
  return true
}

function giveUpClaims(): void {
  for (const file of claims) rmSync(file, { force: true })
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  await new Promise(resolve => server.close(resolve))
  return true
}

/** Waits until somebody answers on the port, or fails with what `whyNot` says. */
export async function portAnswers(
  port: number,
  whyNot: () => string | undefined,
  seconds = 240,
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
