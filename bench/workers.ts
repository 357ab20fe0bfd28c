// How workers can get their connections: requests per second over kept and over new connections, and how evenly they come.
//   node bench/workers.ts [--workers 1,2,4] [--clients 32] [--seconds 3] [--rounds 3]
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort } from '../test/support/ports.ts'
import { start } from '../test/support/program.ts'
import { cpuSeconds, familyOf } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'
import { wrk } from './support/wrk.ts'

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '1,2,4' },
    clients: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
  },
})
const server = new URL('./contestants/workers.ts', import.meta.url).pathname

for (const workers of values.workers.split(',')) {
  const results = await inTurn(Number(values.rounds), {
    'handed over, as by glance-api': () => measured('handed over', workers),
    'round robin of node:cluster': () => measured('round robin', workers),
    'one port, shared': () => measured('shared', workers),
    'a port of each, reusePort': () => measured('reusePort', workers),
  })
  printTable(
    `Workers: ${workers}`,
    Object.entries(results).map(([how, rounds]) => ({
      how,
      'kept, requests / s': median(rounds.map(({ kept }) => kept.perSecond)),
      'busiest worker': median(rounds.map(({ kept }) => kept.busiest)),
      'new, requests / s': median(rounds.map(({ fresh }) => fresh.perSecond)),
      'CPU µs / request': median(rounds.map(({ fresh }) => fresh.cpuMicroseconds)),
    })),
  )
}

async function measured(how: string, workers: string) {
  const port = await freePort()
  const service = start(process.execPath, [server, how, workers, String(port)])
  try {
    while (service.output().split('ready').length <= Number(workers)) {
      if (service.ended()) throw new Error(service.ended())
      await sleep(50)
    }
    const pid = service.child.pid ?? 0
    await load(pid, port)
    return { kept: await load(pid, port), fresh: await load(pid, port, { Connection: 'close' }) }
  } finally {
    await service.stop('SIGKILL')
  }
}

async function load(pid: number, port: number, headers = {}) {
  const [, ...workers] = familyOf(pid)
  const used = () => [pid, ...workers].map(cpuSeconds)
  const before = used()
  const { requests, perSecond } = await wrk(`http://127.0.0.1:${port}/`, {
    seconds: Number(values.seconds),
    connections: Number(values.clients),
    headers,
  })
  const [all = 0, ...each] = used().map((seconds, at) => seconds - (before[at] ?? 0))
  const busiest = Math.max(...each) / each.reduce((sum, seconds) => sum + seconds, 0)
  return { perSecond, busiest, cpuMicroseconds: (all / requests) * 1e6 }
}
