// Download of a 1 GiB image, from the store and from the cache, against nginx serving the same file.
//   node bench/download.ts [--rounds 5]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Glance, startGlance } from '../test/support/glance-api.ts'
import { createImage, fileOf } from '../test/support/images.ts'
import { download, GiB, upload, warm, writeRandomFile } from './support/images.ts'
import { startNginx } from './support/nginx.ts'
import { cpuSeconds } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const folder = await mkdtemp(join(tmpdir(), 'bench-download-'))
const file = join(folder, 'image')
await writeRandomFile(file, GiB)
await warm(file)

const nginx = await startNginx(folder)
const stored = await serving('[paste_deploy]\nflavor =\n')
const cached = await serving('')
const sent = await serving('[DEFAULT]\nuse_sendfile = true\n')
await download(cached.url)
await download(sent.url)

try {
  const results = await inTurn(Number(values.rounds), {
    'nginx, sendfile': () => measured(nginx.pid, `${nginx.url}/image`),
    'the store': () => measured(stored.pid, stored.url),
    'the cache': () => measured(cached.pid, cached.url),
    'the cache, use_sendfile': () => measured(sent.pid, sent.url),
  })
  const baseline = results['nginx, sendfile']
  printTable(
    'Download of 1 GiB, one client',
    Object.entries(results).map(([what, rounds]) => ({
      what,
      'wall s': median(rounds.map(({ wall }) => wall)),
      'CPU s': median(rounds.map(({ cpu }) => cpu)),
      'throughput / nginx': median(rounds.map(({ wall }, i) => (baseline[i]?.wall ?? 0) / wall)),
      'CPU / nginx': median(rounds.map(({ cpu }, i) => cpu / (baseline[i]?.cpu ?? 1))),
    })),
  )
} finally {
  await nginx.stop()
  for (const { glance } of [stored, cached, sent]) await glance.stop()
  await rm(folder, { recursive: true })
}

async function serving(extra: string): Promise<{ glance: Glance; pid: number; url: string }> {
  const glance = await startGlance({ extra })
  const id = await createImage(glance.url)
  await upload(glance.url, id, file)
  const url = fileOf(glance.url, id)
  return { glance, pid: glance.program.child.pid ?? 0, url }
}

async function measured(pid: number, url: string): Promise<{ wall: number; cpu: number }> {
  const before = cpuSeconds(pid)
  const wall = await download(url)
  return { wall, cpu: cpuSeconds(pid) - before }
}
