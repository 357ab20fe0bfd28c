// GET /v2/images/{id} and GET /v2/images?limit=20 of Python Glance and of ours, on the same database, one worker each; and
// pages that nobody has asked for before, also while some image changes many times a second.
//   node bench/side-by-side.ts [--database postgresql|sqlite] [--images 1000] [--changes 10] [--seconds 5] [--rounds 3]
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engineOf } from '../src/db/facade.ts'
import { ensureEmbedded, openDatabase } from '../src/db/open.ts'
import { memberOf } from '../test/src/api/identities.ts'
import { startPostgresql } from '../test/support/postgresql.ts'
import { installPythonGlance, startPythonGlance } from '../test/support/python-glance.ts'
import { makeSite } from '../test/systems/take-over/site.ts'
import { fill } from './lists/fill.ts'
import { cpuSeconds } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'
import { wrk } from './support/wrk.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'postgresql' },
    images: { type: 'string', default: '1000' },
    changes: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
})
const owner = memberOf('project-0')

await installPythonGlance()
const postgresql = values.database === 'postgresql' ? await startPostgresql() : undefined
const site = await makeSite('one store', async folder => {
  const connection = (await postgresql?.createDatabase()) ?? `sqlite:///${join(folder, 'glance.sqlite')}`
  const database = await openDatabase({ connection })
  await ensureEmbedded(database)
  await fill(engineOf(database), Number(values.images))
  await database.close()
  return connection
})
const ours = await site.serve()
const theirs = await startPythonGlance(site.folder)

try {
  const newPages = { path: '/', script: join(import.meta.dirname, 'lists/new-pages.lua') }
  await compare('one image', { path: `/v2/images/${await idOfAnImage()}` })
  await compare('page of 20', { path: '/v2/images?limit=20' })
  await compare('new page of 20', newPages)
  await whileChanging(() => compare(`new page of 20, ${values.changes} changes a second`, newPages))
} finally {
  await Promise.all([theirs.stop(), ours.program.stop()])
  await site.remove()
  await postgresql?.stop()
}

interface Figures {
  readonly perSecond: number
  readonly cpuMs: number
}

async function compare(what: string, { path, script }: { path: string; script?: string }): Promise<void> {
  const results = await inTurn(Number(values.rounds), {
    'Python Glance': () => measure(theirs, { path, connections: 1, script }),
    ours: () => measure(ours, { path, connections: 16, script }),
  })
  print(what, results)
}

/** Another process changes an image that is on no page, so that both read the same. */
async function whileChanging(work: () => Promise<void>): Promise<void> {
  const database = await openDatabase({ connection: site.connection })
  const { id } = await database.images.insert({ id: randomUUID(), status: 'queued', owner: 'nobody' })
  let changes = 0
  const timer = setInterval(() => {
    changes++
    void database.images.setProperty(id, 'changes', String(changes))
  }, 1000 / Number(values.changes))
  const begun = performance.now()
  await work()
  clearInterval(timer)
  console.log(`${Math.round((changes * 1000) / (performance.now() - begun))} changes a second`)
  await database.close()
}

async function idOfAnImage(): Promise<string> {
  const answer = await fetch(`${ours.url}/v2/images?limit=1`, { headers: owner })
  const { images } = (await answer.json()) as { images: { id: string }[] }
  return images[0]?.id ?? ''
}

/** Python Glance's own server takes one connection after the other. */
async function measure(
  service: typeof ours,
  { path, connections, script }: { path: string; connections: number; script?: string | undefined },
): Promise<Figures> {
  const pid = service.program.child.pid ?? 0
  const load = { connections, headers: owner, script }
  await wrk(service.url + path, { ...load, seconds: 3 })
  const before = cpuSeconds(pid)
  const { requests, perSecond } = await wrk(service.url + path, { ...load, seconds: Number(values.seconds) })
  return { perSecond, cpuMs: ((cpuSeconds(pid) - before) * 1000) / requests }
}

function print(what: string, results: Readonly<Record<'Python Glance' | 'ours', readonly Figures[]>>): void {
  const times = (figure: (ours: Figures, theirs: Figures) => number) =>
    median(results.ours.map((mine, round) => figure(mine, results['Python Glance'][round] ?? mine)))
  const rows = Object.entries(results).map(([who, rounds]) => ({
    [what]: who,
    'requests / s': median(rounds.map(({ perSecond }) => perSecond)),
    'CPU ms / request': median(rounds.map(({ cpuMs }) => cpuMs)),
  }))
  printTable(`${what}, ${values.database}, ${values.images} images`, [
    ...rows,
    {
      [what]: 'times as good',
      'requests / s': times((mine, theirs) => mine.perSecond / theirs.perSecond),
      'CPU ms / request': times((mine, theirs) => theirs.cpuMs / mine.cpuMs),
    },
  ])
}
