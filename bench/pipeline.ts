// CPU per request of a pipeline of n filters, against the same middlewares by hand in Express 5 and bare node:http.
//   node bench/pipeline.ts [--filters 1,6,20] [--seconds 3] [--rounds 5]
import { parseArgs } from 'node:util'
import { freePort, portAnswers } from '../test/support/ports.ts'
import { start } from '../test/support/program.ts'
import { cpuSeconds } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'
import { wrk } from './support/wrk.ts'

const { values } = parseArgs({
  options: {
    filters: { type: 'string', default: '1,6,20' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
  },
})
const seconds = Number(values.seconds)

const names = [
  'node:http',
  'Express 5 by hand',
  'Express 5 by hand, async',
  'pipeline in Express 5',
  'pipeline that awaits next() in Express 5',
  'Express 5 by hand, createServer',
  'pipeline, createServer',
  'pipeline that awaits next(), createServer',
] as const

for (const filters of values.filters.split(',')) {
  const servers = await Promise.all(names.map(name => startContestant(name, filters)))
  try {
    for (const { url } of servers) await wrk(url, { seconds: 1, connections: 32 })
    const runs = Object.fromEntries(servers.map(server => [server.name, () => measure(server)]))
    const results = await inTurn(Number(values.rounds), runs)
    const against = (name: string, base: string) =>
      median((results[name] ?? []).map((cpu, round) => cpu / (results[base]?.[round] ?? Number.NaN)))
    printTable(
      `${filters} filters`,
      names.map(name => ({
        contestant: name,
        'CPU µs / request': median(results[name] ?? []),
        'against Express 5 by hand': against(name, 'Express 5 by hand'),
        'against node:http': against(name, 'node:http'),
      })),
    )
  } finally {
    await Promise.all(servers.map(({ program }) => program.stop()))
  }
}

async function startContestant(name: string, filters: string) {
  const port = await freePort()
  const file = new URL('./contestants/pipeline.ts', import.meta.url).pathname
  const program = start(process.execPath, [file, name, filters, String(port)])
  await portAnswers(port, program.ended)
  return { name, program, url: `http://127.0.0.1:${port}/`, pid: program.child.pid ?? 0 }
}

async function measure({ url, pid }: { url: string; pid: number }): Promise<number> {
  const before = cpuSeconds(pid)
  const { requests } = await wrk(url, { seconds, connections: 32 })
  return ((cpuSeconds(pid) - before) * 1e6) / requests
}
