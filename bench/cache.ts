// Cached downloads against nginx serving the same file, what Node can do at best, and many clients at once on an image that is not cached.
//   node bench/cache.ts [--sizes 64,16384,1048576] [--clients 1,64] [--seconds 5] [--stampede 1000]     (sizes in KiB)
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Glance, startGlance } from '../test/support/glance-api.ts'
import { createImage, fileOf } from '../test/support/images.ts'
import { freePort, portAnswers } from '../test/support/ports.ts'
import { runToEnd, start } from '../test/support/program.ts'
import { download, upload, warm, writeRandomFile } from './support/images.ts'
import { startNginx } from './support/nginx.ts'
import { cpuSeconds, peakMiB, residentMiB } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '64,16384,1048576' },
    clients: { type: 'string', default: '1,64' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    stampede: { type: 'string', default: '1000' },
  },
})
const numbers = (list: string) => list.split(',').filter(Boolean).map(Number)
/** Like nginx, it writes a line for each answer into a file. */
const withLog =
  (more = '') =>
  (folder: string) =>
    `[DEFAULT]\nimage_cache_max_size = 20000000000\nlog_file = ${logOf(folder)}\n${more}`
const logOf = (folder: string) => join(folder, 'glance-api.log')

/** Clients of the round that nobody looks at: what is measured are services that have been under way for a while. */
const warmers = 64

/** In KiB: what the bare server takes. */
const mostInMemory = 1024 * 1024

const folder = await mkdtemp(join(tmpdir(), 'bench-cache-'))
const nginx = await startNginx(folder)
const copied = await startGlance({ extra: withLog() })
const sent = await startGlance({ extra: withLog('use_sendfile = true\n') })
try {
  for (const kibibytes of numbers(values.sizes)) await compare(kibibytes)
  await stampede(Number(values.stampede))
} finally {
  await nginx.stop()
  await copied.stop()
  await sent.stop()
  await rm(folder, { recursive: true })
}

async function compare(kibibytes: number): Promise<void> {
  const name = `image-${kibibytes}`
  const file = join(folder, name)
  await writeRandomFile(file, kibibytes * 1024)
  await warm(file)
  const bare = kibibytes <= mostInMemory ? await startBare(file) : undefined
  const contestants: Readonly<Record<string, { readonly pid: number; readonly url: string }>> = {
    'nginx, sendfile': { pid: nginx.pid, url: `${nginx.url}/${name}` },
    ...(bare && { 'bare node:http': { pid: bare.pid, url: bare.url } }),
    'the cache': { pid: pidOf(copied), url: await cachedImage(copied, file) },
    'the cache, use_sendfile': { pid: pidOf(sent), url: await cachedImage(sent, file) },
  }
  for (const { pid, url } of Object.values(contestants)) await measure(pid, url, warmers)
  for (const clients of numbers(values.clients)) {
    const rounds = await inTurn(
      Number(values.rounds),
      Object.fromEntries(
        Object.entries(contestants).map(([what, { pid, url }]) => [what, () => measure(pid, url, clients)]),
      ),
    )
    const baseline = rounds['nginx, sendfile'] ?? []
    const rows = Object.entries(rounds).map(([what, results]) => ({
      what,
      'MiB/s': median(results.map(({ rate }) => rate)),
      'throughput / nginx': median(results.map(({ rate }, at) => rate / (baseline[at]?.rate ?? 1))),
      'CPU / nginx': median(results.map(({ cpu }, at) => cpu / (baseline[at]?.cpu ?? 1))),
      'p50 ms': median(results.map(({ latency }) => latency)),
      'peak MiB': peakMiB(contestants[what]?.pid ?? 0),
    }))
    printTable(`${kibibytes} KiB, ${clients} clients`, rows)
  }
  await bare?.stop()
  await rm(file)
}

/** A process of Node that does nothing but answer with the bytes, from memory. */
async function startBare(file: string) {
  const port = await freePort()
  const server = new URL('./contestants/bare.ts', import.meta.url).pathname
  const program = start(process.execPath, [server, file, String(port)])
  await portAnswers(port, program.ended)
  return { url: `http://127.0.0.1:${port}/`, pid: program.child.pid ?? 0, stop: () => program.stop() }
}

function pidOf({ program }: Glance): number {
  return program.child.pid ?? 0
}

/** The address of an image that has been brought into the cache. */
async function cachedImage(glance: Glance, file: string): Promise<string> {
  const id = await createImage(glance.url)
  await upload(glance.url, id, file)
  const url = fileOf(glance.url, id)
  await download(url)
  while ((await timesCached(glance, id)) === 0) await sleep(50)
  return url
}

/** How often the image was brought into the cache. */
async function timesCached({ folder }: Glance, id: string): Promise<number> {
  return (await readFile(logOf(folder), 'utf8')).split(`cached image ${id}`).length - 1
}

/** MiB in a second, CPU seconds for a GiB, and milliseconds for an answer. */
async function measure(pid: number, url: string, clients: number) {
  const before = cpuSeconds(pid)
  const args = ['-t1', `-c${clients}`, `-d${values.seconds}s`, '--latency', '--timeout', '60s', url]
  const output = await runToEnd('wrk', args)
  const cpu = cpuSeconds(pid) - before
  const rate = inUnits(/Transfer\/sec:\s+([\d.]+)(\w+)/.exec(output), { KB: 1 / 1024, MB: 1, GB: 1024 })
  const latency = inUnits(/50%\s+([\d.]+)(\w+)/.exec(output), { us: 0.001, ms: 1, s: 1000, m: 60_000 })
  const read = inUnits(/, ([\d.]+)(\w+) read/.exec(output), { KB: 2 ** -20, MB: 2 ** -10, GB: 1, TB: 1024 })
  return { rate, latency, cpu: cpu / read }
}

function inUnits(found: RegExpExecArray | null, units: Readonly<Record<string, number>>): number {
  return Number(found?.[1]) * (units[found?.[2] ?? ''] ?? Number.NaN)
}

async function stampede(clients: number): Promise<void> {
  const glance = await startGlance({ extra: withLog() })
  const file = join(folder, 'stampede')
  await writeRandomFile(file, 16 * 1024 * 1024)
  const id = await createImage(glance.url)
  await upload(glance.url, id, file)
  const before = residentMiB(pidOf(glance))
  const began = performance.now()
  const agent = new Agent({ maxSockets: clients })
  const sizes = await Promise.all(Array.from({ length: clients }, () => drain(fileOf(glance.url, id), agent)))
  const seconds = (performance.now() - began) / 1000
  agent.destroy()
  printTable(`${clients} clients at once on an image of 16 MiB that is not cached`, [
    {
      'whole answers': sizes.filter(size => size === 16 * 1024 * 1024).length,
      'reads of the store': await timesCached(glance, id),
      'wall s': seconds,
      'MiB/s': (clients * 16) / seconds,
      'MiB before': before,
      'peak MiB': peakMiB(pidOf(glance)),
    },
  ])
  await glance.stop()
}

function drain(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, answer => {
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
      })
      answer.on('end', () => resolve(size)).on('error', reject)
    }).on('error', reject)
  })
}
