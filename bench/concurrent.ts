// Eight downloads and eight uploads of 1 GiB at the same time: peak memory and event-loop delay of the worker.
//   node bench/concurrent.ts [--clients 8] [--only uploads]
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startGlance } from '../test/support/glance-api.ts'
import { createImage, fileOf } from '../test/support/images.ts'
import { download, GiB, upload, warm, writeRandomFile } from './support/images.ts'
import { peakMiB, residentMiB } from './support/processes.ts'
import { printTable } from './support/rounds.ts'

const { values } = parseArgs({
  options: { clients: { type: 'string', default: '8' }, only: { type: 'string', default: '' } },
})
const clients = Array.from({ length: Number(values.clients) })
const folder = await mkdtemp(join(tmpdir(), 'bench-concurrent-'))
const file = join(folder, 'image')
await writeRandomFile(file, GiB)
await warm(file)

const rows = []
const acts = { downloads: downloadAll, 'cached downloads': downloadCached, uploads: uploadAll }
for (const [what, act] of Object.entries(acts).filter(([name]) => name.includes(values.only))) {
  const delays = join(folder, `${what}.json`)
  const probe = new URL('./support/loop-probe.mjs', import.meta.url).href
  const env = { NODE_OPTIONS: `--import ${probe}`, LOOP_PROBE: delays }
  const glance = await startGlance({ env })
  const pid = glance.program.child.pid ?? 0
  const rest = residentMiB(pid)
  const seconds = await act(glance.url)
  const peak = peakMiB(pid)
  await glance.stop()
  const delay = JSON.parse(await readFile(delays, 'utf8')) as Record<string, number>
  rows.push({
    what: `${clients.length} ${what}`,
    'wall s': seconds,
    'rest MiB': rest,
    'peak MiB': peak,
    ...delay,
  })
}
printTable('1 GiB each, at the same time', rows)
await rm(folder, { recursive: true })

async function downloadAll(url: string): Promise<number> {
  const id = await createImage(url)
  await upload(url, id, file)
  const began = performance.now()
  await Promise.all(clients.map(() => download(fileOf(url, id))))
  return (performance.now() - began) / 1000
}

async function downloadCached(url: string): Promise<number> {
  const id = await createImage(url)
  await upload(url, id, file)
  await download(fileOf(url, id))
  const began = performance.now()
  await Promise.all(clients.map(() => download(fileOf(url, id))))
  return (performance.now() - began) / 1000
}

async function uploadAll(url: string): Promise<number> {
  const ids = await Promise.all(clients.map(() => createImage(url)))
  const began = performance.now()
  await Promise.all(ids.map(id => upload(url, id, file)))
  return (performance.now() - began) / 1000
}
