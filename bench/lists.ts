// What a page of 20 images costs, by number of images in the database:
//   node bench/lists.ts [--images 1000,100000] [--database sqlite|postgresql] [--indexes] [--keep FOLDER] [--only WORDS]
// --indexes: with those that `glance-manage db add_list_indexes` adds. Databases that are kept need not be filled again.
import { parseArgs } from 'node:util'
import type { Database } from '../src/db/database.ts'
import { databaseOn, engineOf } from '../src/db/facade.ts'
import { addListIndexes, dropListIndexes } from '../src/db/list-indexes/change.ts'
import { ensureEmbedded, openDatabase } from '../src/db/open.ts'
import type { ImageQuery } from '../src/db/records.ts'
import { fillOnce } from './lists/fill.ts'
import { openPlace } from './lists/place.ts'
import { shapesOf } from './lists/shapes.ts'

/** Of the quietest of several batches, in microseconds a list: a busy machine makes the others dearer. */
interface Cost {
  readonly rows: number
  /** Of all threads of this process; that of a server is not in it. */
  readonly cpu: number
  readonly wall: number
}

const batches = 8
const batchMilliseconds = 150

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000,100000' },
    database: { type: 'string', default: 'sqlite' },
    only: { type: 'string', default: '' },
    indexes: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
})
const sizes = values.images.split(',').map(Number)

const results = new Map<number, ReadonlyMap<string, Cost>>()
const place = await openPlace(values.database, values.keep)
try {
  for (const size of sizes) results.set(size, await withDatabase(size, database => measure(database, size)))
} finally {
  await place.leave()
}
print()

async function withDatabase<T>(size: number, work: (database: Database) => Promise<T>): Promise<T> {
  const connection = await place.urlFor(size)
  await prepare(connection, size)
  const database = await openDatabase({ connection })
  try {
    // Each list is read, though nothing has changed since the last.
    return await work(databaseOn({ ...engineOf(database), kept: undefined }))
  } finally {
    await database.close()
  }
}

async function prepare(connection: string, size: number): Promise<void> {
  const database = await openDatabase({ connection })
  try {
    await ensureEmbedded(database)
    const engine = engineOf(database)
    await timed(`${size} images`, () => fillOnce(engine, size))
    const changeIndexes = values.indexes ? addListIndexes : dropListIndexes
    await timed(values.indexes ? 'our indexes' : 'no indexes of ours', () => changeIndexes(engine, () => {}))
  } finally {
    await database.close()
  }
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const begun = performance.now()
  await work()
  console.error(`${what} after ${((performance.now() - begun) / 1000).toFixed(1)} s`)
}

async function measure(database: Database, size: number): Promise<ReadonlyMap<string, Cost>> {
  const costs = new Map<string, Cost>()
  for (const [shape, query] of Object.entries(await shapesOf(database, size)).filter(([shape]) =>
    shape.includes(values.only),
  ))
    costs.set(shape, await time(database, query))
  return costs
}

async function time(database: Database, query: ImageQuery): Promise<Cost> {
  const { length: rows } = await database.images.list(query)
  await batch(database, query)
  const costs: Omit<Cost, 'rows'>[] = []
  for (let count = 0; count < batches; count++) costs.push(await batch(database, query))
  return {
    rows,
    cpu: Math.min(...costs.map(cost => cost.cpu)),
    wall: Math.min(...costs.map(cost => cost.wall)),
  }
}

async function batch(database: Database, query: ImageQuery): Promise<Omit<Cost, 'rows'>> {
  const cpu = process.cpuUsage()
  const begun = performance.now()
  let lists = 0
  do {
    await database.images.list(query)
    lists++
  } while (performance.now() - begun < batchMilliseconds)
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / lists, wall: ((performance.now() - begun) * 1000) / lists }
}

function print(): void {
  const [base = 0] = sizes
  console.log(
    `\n${values.database}${values.indexes ? ' with our indexes' : ''}; ms a page (ms of CPU); x: against ${base} images\n`,
  )
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
