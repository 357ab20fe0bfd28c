// What a page of 20 images costs, by number of images in the database:
//   node bench/lists.ts [--images 1000,100000] [--database sqlite|postgresql] [--seconds 1]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Database } from '../src/db/database.ts'
import { engineOf } from '../src/db/facade.ts'
import { ensureEmbedded, openDatabase } from '../src/db/open.ts'
import type { ImageQuery } from '../src/db/records.ts'
import { startPostgresql } from '../test/support/postgresql.ts'
import { fill } from './lists/fill.ts'
import { shapesOf } from './lists/shapes.ts'

interface Cost {
  readonly rows: number
  /** Of all threads of this process, in microseconds; the server's is not in it. */
  readonly cpu: number
  /** Median, in microseconds. */
  readonly wall: number
}

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000,100000' },
    database: { type: 'string', default: 'sqlite' },
    seconds: { type: 'string', default: '1' },
  },
})
const sizes = values.images.split(',').map(Number)
const seconds = Number(values.seconds)

const results = new Map<number, ReadonlyMap<string, Cost>>()
for (const size of sizes) results.set(size, await withDatabase(database => measure(database, size)))
print()

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const place = values.database === 'postgresql' ? await onServer() : inFile()
  const database = await openDatabase({ connection: place.url })
  try {
    await ensureEmbedded(database)
    return await work(database)
  } finally {
    await database.close()
    await place.remove()
  }
}

function inFile() {
  const folder = mkdtempSync(join(tmpdir(), 'glasspaste-bench-'))
  return { url: `sqlite:///${folder}/lists.sqlite`, remove: async () => rmSync(folder, { recursive: true }) }
}

async function onServer() {
  const server = await startPostgresql()
  return { url: await server.createDatabase(), remove: () => server.stop() }
}

async function measure(database: Database, size: number): Promise<ReadonlyMap<string, Cost>> {
  const begun = performance.now()
  await fill(engineOf(database), size)
  console.error(`${size} images made in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  const costs = new Map<string, Cost>()
  for (const [shape, query] of Object.entries(await shapesOf(database, size)))
    costs.set(shape, await time(database, query))
  return costs
}

async function time(database: Database, query: ImageQuery): Promise<Cost> {
  const { length: rows } = await database.images.list(query)
  for (let warm = 0, until = performance.now() + 200; warm < 200 && performance.now() < until; warm++)
    await database.images.list(query)
  const walls: number[] = []
  const cpu = process.cpuUsage()
  const until = performance.now() + seconds * 1000
  do {
    const begun = performance.now()
    await database.images.list(query)
    walls.push((performance.now() - begun) * 1000)
  } while (performance.now() < until)
  const { user, system } = process.cpuUsage(cpu)
  walls.sort((one, other) => one - other)
  return { rows, cpu: (user + system) / walls.length, wall: walls[Math.floor(walls.length / 2)] ?? 0 }
}

function print(): void {
  const [base = 0] = sizes
  console.log(`\n${values.database}; median ms a page (ms of CPU); x: against ${base} images\n`)
  for (const shape of results.get(base)?.keys() ?? []) {
    const smallest = results.get(base)?.get(shape)
    const columns = sizes.map(size => describe(results.get(size)?.get(shape), smallest))
    console.log(`${shape.padEnd(42)} ${columns.join('   ')}`)
  }
}

function describe(cost: Cost | undefined, base: Cost | undefined): string {
  if (!cost || !base) return ''
  const milliseconds = (microseconds: number) => (microseconds / 1000).toFixed(2)
  const ratio = (cost.wall / base.wall).toFixed(1)
  return `${milliseconds(cost.wall)} (${milliseconds(cost.cpu)}) x${ratio} ${cost.rows} rows`.padEnd(36)
}
