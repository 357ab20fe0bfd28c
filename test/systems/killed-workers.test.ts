import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { childrenOf, kill } from '../support/children.ts'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { randomNumbers, tellSeed } from '../support/random-numbers.ts'

async function serve(workers: number): Promise<Glance> {
  const glance = await startGlance({ extra: `[DEFAULT]\nworkers = ${workers}\n` })
  onTestFinished(async () => void (await glance.stop('SIGKILL')))
  await expect.poll(() => readyWorkers(glance)).toBe(workers)
  return glance
}

async function readyWorkers({ program }: Glance): Promise<number> {
  const pids = await childrenOf(program)
  return pids.filter(pid => new RegExp(` ${pid} .* serving glance-api`).test(program.output())).length
}

/** Asks over a connection of its own. Settles with the status, `cut` for less than a whole answer, or the code of an error. */
function ask({ url }: Glance): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(Number(port), hostname)
    socket.setEncoding('latin1').on('data', text => {
      answer += text
    })
    socket.once('connect', () =>
      socket.write('GET /v2/images HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    )
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    socket.once('close', () => resolve(answer.endsWith('}') ? answer.slice(9, 12) : 'cut'))
  })
}

/** Clients that ask again and again, each time over a new connection, until they are told to stop. */
function gatherCrowd(glance: Glance, clients: number) {
  const outcomes = new Map<string, number>()
  let asking = true
  const askers = Array.from({ length: clients }, async () => {
    while (asking) {
      const outcome = await ask(glance)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  })
  return {
    outcomes,
    /** Settles when each client knows how its last request has ended. */
    async disperse() {
      asking = false
      await Promise.all(askers)
    },
  }
}

test('whichever workers are killed, no client of a crowd is left waiting, and none is refused', async () => {
  tellSeed()
  const random = randomNumbers()
  const glance = await serve(2)
  const crowd = gatherCrowd(glance, 32)
  for (let kills = 0; kills < 8; kills++) {
    await sleep(100 + random() * 400)
    const pids = await childrenOf(glance.program)
    const both = random() < 0.3
    const chosen = Math.floor(random() * pids.length)
    for (const pid of both ? pids : pids.slice(chosen, chosen + 1)) kill(pid)
  }
  const { outcomes } = crowd
  await expect.poll(() => outcomes.get('200')).toBeGreaterThan(32)
  await crowd.disperse()
  expect([...outcomes.keys()].filter(outcome => !['200', 'cut', 'ECONNRESET'].includes(outcome))).toEqual([])
})

test('a connection that comes while the only worker is dead is served by the next one', async () => {
  const glance = await serve(1)
  const [worker = 0] = await childrenOf(glance.program)
  process.kill(worker, 'SIGKILL')
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(glance)))
  expect(new Set(answers)).toEqual(new Set(['200']))
})

test('workers that stand still keep no connection from those that do not, and lose none', async () => {
  const glance = await serve(2)
  const [one = 0, other = 0] = await childrenOf(glance.program)
  // Otherwise one that stands still would outlive a test that fails.
  onTestFinished(() => {
    for (const pid of [one, other]) process.kill(pid, 'SIGCONT')
  })
  process.kill(one, 'SIGSTOP')
  for (let time = 0; time < 4; time++) expect(await ask(glance)).toBe('200')
  process.kill(other, 'SIGSTOP')
  const waiting = Array.from({ length: 8 }, () => ask(glance))
  await sleep(1500)
  process.kill(one, 'SIGCONT')
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['200']))
  process.kill(other, 'SIGCONT')
  const crowd = Array.from({ length: 100 }, () => ask(glance))
  expect(new Set(await Promise.all(crowd))).toEqual(new Set(['200']))
})
