// Upload of 1 GiB into a filesystem store, hashed in several ways, against the limit: md5sum and sha512sum of the same file,
// side by side.
//   node bench/hashing.ts [--rounds 5]
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, portAnswers } from '../test/support/ports.ts'
import { start } from '../test/support/program.ts'
import { GiB, timed, warm, writeRandomFile } from './support/images.ts'
import { cpuSeconds, peakMiB } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const folder = await mkdtemp(join(tmpdir(), 'bench-hashing-'))
const file = join(folder, 'image')
await writeRandomFile(file, GiB)
await warm(file)

const here = 'on the main thread'
const ways = [
  'no hashing',
  here,
  'on threads, 64 KiB slots',
  'on threads, 512 KiB slots',
  'on threads, 2 MiB slots',
]
const servers = await Promise.all(ways.map(startWay))

try {
  const results = await inTurn(Number(values.rounds), {
    limit: () => sums(),
    ...Object.fromEntries(servers.map(server => [server.name, () => measure(server)])),
  })
  const speedAgainst = (name: string, base: string) =>
    median(roundsOf(name).map(({ wall }, i) => (roundsOf(base)[i]?.wall ?? 0) / wall))
  printTable('Upload of 1 GiB, md5 and sha512', [
    ...Object.keys(results).map(name => ({
      hashed: name === 'limit' ? 'md5sum beside sha512sum' : name,
      'wall s': median(roundsOf(name).map(({ wall }) => wall)),
      'CPU s': name === 'limit' ? '' : median(roundsOf(name).map(({ cpu }) => cpu)),
      'peak MiB': servers.filter(server => server.name === name).map(({ pid }) => peakMiB(pid))[0] ?? '',
      'speed / limit': speedAgainst(name, 'limit'),
      [`speed / ${here}`]: speedAgainst(name, here),
    })),
  ])

  function roundsOf(name: string) {
    return (results as Readonly<Record<string, readonly Round[]>>)[name] ?? []
  }
} finally {
  await Promise.all(servers.map(({ program }) => program.stop()))
  await rm(folder, { recursive: true })
}

interface Round {
  readonly wall: number
  readonly cpu: number
}

async function startWay(name: string) {
  const port = await freePort()
  const images = join(folder, String(port))
  await mkdir(images)
  const server = new URL('./contestants/hashing.ts', import.meta.url).pathname
  const program = start(process.execPath, [server, name, images, String(port)])
  await portAnswers(port, program.ended)
  return { name, program, url: `http://127.0.0.1:${port}/`, pid: program.child.pid ?? 0 }
}

async function measure({ url, pid }: { url: string; pid: number }): Promise<Round> {
  const before = cpuSeconds(pid)
  const wall = await timed('curl', ['-sf', '-T', file, '-H', 'Expect:', url])
  return { wall, cpu: cpuSeconds(pid) - before }
}

async function sums(): Promise<Round> {
  const seconds = await Promise.all([timed('md5sum', [file]), timed('sha512sum', [file])])
  return { wall: Math.max(...seconds), cpu: 0 }
}
