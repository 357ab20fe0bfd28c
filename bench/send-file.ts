// Ways to send a 1 GiB file to one client, against nginx with sendfile.
//   node bench/send-file.ts [--rounds 5]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, portAnswers } from '../test/support/ports.ts'
import { start } from '../test/support/program.ts'
import { download, GiB, warm, writeRandomFile } from './support/images.ts'
import { startNginx } from './support/nginx.ts'
import { cpuSeconds } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const folder = await mkdtemp(join(tmpdir(), 'bench-send-file-'))
const file = join(folder, 'image')
await writeRandomFile(file, GiB)
await warm(file)

const ways = ['createReadStream, 64 KiB', 'sendBytes, iterated', 'sendBytes', 'sendBytes, sendfile']
const nginx = { name: 'nginx, sendfile', ...(await startNginx(folder)) }
const servers = [{ ...nginx, url: `${nginx.url}/image` }, ...(await Promise.all(ways.map(startWay)))]

try {
  for (const { url } of servers) await download(url)
  const runs = Object.fromEntries(servers.map(server => [server.name, () => measure(server)]))
  const results = await inTurn(Number(values.rounds), runs)
  const baseline = results[nginx.name] ?? []
  printTable(
    'Sending 1 GiB to one client',
    Object.entries(results).map(([name, rounds]) => ({
      way: name,
      'wall s': median(rounds.map(({ wall }) => wall)),
      'CPU s': median(rounds.map(({ cpu }) => cpu)),
      'throughput / nginx': median(rounds.map(({ wall }, i) => (baseline[i]?.wall ?? 0) / wall)),
      'CPU / nginx': median(rounds.map(({ cpu }, i) => cpu / (baseline[i]?.cpu ?? 1))),
    })),
  )
} finally {
  await Promise.all(servers.map(server => server.stop()))
  await rm(folder, { recursive: true })
}

async function startWay(name: string) {
  const port = await freePort()
  const program = start(process.execPath, [
    new URL('./contestants/send-file.ts', import.meta.url).pathname,
    name,
    file,
    String(port),
  ])
  await portAnswers(port, program.ended)
  return { name, url: `http://127.0.0.1:${port}/`, pid: program.child.pid ?? 0, stop: () => program.stop() }
}

async function measure({ url, pid }: { url: string; pid: number }): Promise<{ wall: number; cpu: number }> {
  const before = cpuSeconds(pid)
  const wall = await download(url)
  return { wall, cpu: cpuSeconds(pid) - before }
}
