// From the start of the process to the first answer, on a database and folders that exist.
//   node bench/start-up.ts [--rounds 10]
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startGlance } from '../test/support/glance-api.ts'
import { freePort } from '../test/support/ports.ts'
import { start } from '../test/support/program.ts'
import { cpuSeconds } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '10' } } })
const glance = await startGlance()
const program = new URL('../dist/src/bin/glance-api.js', import.meta.url).pathname

const results = await inTurn(Number(values.rounds), {
  'workers = 0': () => startUp('0'),
  'workers = 1': () => startUp('1'),
  'workers = 2': () => startUp('2'),
})
printTable(
  'Start to first answer',
  Object.entries(results).map(([what, starts]) => ({
    what,
    'ms, median': median(starts.map(({ ms }) => ms)),
    'ms, best': Math.min(...starts.map(({ ms }) => ms)),
    'CPU ms': median(starts.map(({ cpuMs }) => cpuMs)),
  })),
)
await glance.stop()

async function startUp(workers: string): Promise<{ ms: number; cpuMs: number }> {
  const port = await freePort()
  const env = { OS_DEFAULT__BIND_PORT: String(port), OS_DEFAULT__WORKERS: workers }
  const began = performance.now()
  const service = start(process.execPath, [program, '--config-file', `${glance.folder}/glance-api.conf`], {
    env,
  })
  while (!(await answers(`http://127.0.0.1:${port}/v2/images`))) {
    if (service.ended()) throw new Error(service.ended())
    // Asking without a pause would take a processor from the service.
    await sleep(5)
  }
  const ms = performance.now() - began
  const cpuMs = cpuSeconds(service.child.pid ?? 0) * 1000
  await service.stop()
  return { ms, cpuMs }
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}
