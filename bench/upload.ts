// Upload of a 1 GiB image through the service, against the limit: md5sum and sha512sum of the same file, side by side.
//   node bench/upload.ts [--rounds 5]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startGlance } from '../test/support/glance-api.ts'
import { createImage } from '../test/support/images.ts'
import { GiB, timed, upload, warm, writeRandomFile } from './support/images.ts'
import { cpuSeconds, peakMiB } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
const folder = await mkdtemp(join(tmpdir(), 'bench-upload-'))
const file = join(folder, 'image')
await writeRandomFile(file, GiB)
await warm(file)
const glance = await startGlance()
const pid = glance.program.child.pid ?? 0
const cpu: number[] = []

try {
  const results = await inTurn(Number(values.rounds), {
    limit: async () => {
      const seconds = await Promise.all([timed('md5sum', [file]), timed('sha512sum', [file])])
      return Math.max(...seconds)
    },
    service: async () => {
      const id = await createImage(glance.url)
      const before = cpuSeconds(pid)
      const seconds = await upload(glance.url, id, file)
      cpu.push(cpuSeconds(pid) - before)
      await fetch(`${glance.url}/v2/images/${id}`, { method: 'DELETE' })
      return seconds
    },
  })
  const limit = median(results.limit)
  const service = median(results.service)
  printTable('Upload of 1 GiB', [
    {
      what: 'md5sum beside sha512sum',
      'wall s': limit,
      'speed against the limit': 1,
      'CPU s': '',
      'peak MiB': '',
    },
    {
      what: 'upload through the service',
      'wall s': service,
      'speed against the limit': limit / service,
      'CPU s': median(cpu),
      'peak MiB': peakMiB(pid),
    },
  ])
} finally {
  await glance.stop()
  await rm(folder, { recursive: true })
}
