// GET /v2/images/{id} and GET /v2/images?limit=20 of Python Glance and of ours, on the same database, one worker each; and
// pages that nobody has asked for before.
//   node bench/side-by-side.ts [--database postgresql|sqlite] [--images 1000] [--seconds 5] [--rounds 3]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engineOf } from '../src/db/facade.ts'
import { ensureEmbedded, openDatabase } from '../src/db/open.ts'
import { memberOf } from '../test/src/api/identities.ts'
import { startPostgresql } from '../test/support/postgresql.ts'
import { installPythonGlance, startPythonGlance } from '../test/support/python-glance.ts'
import { makeSite } from '../test/systems/take-over/site.ts'
import { fill } from './lists/fill.ts'
import { wrk } from './load.ts'
import { cpuSeconds } from './processes.ts'
import { inTurn, median, printTable } from './rounds.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'postgresql' },
    images: { type: 'string', default: '1000' },
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
  const id = await idOfAnImage()
  const paths = {
    'one image': `/v2/images/${id}`,
    'page of 20': '/v2/images?limit=20',
    'new page of 20': '/',
  }
  for (const [what, path] of Object.entries(paths)) {
    const script = path === '/' ? join(import.meta.dirname, 'lists/new-pages.lua') : undefined
    const results = await inTurn(Number(values.rounds), {
      'Python Glance': () => measure(theirs, { path, connections: 1, script }),
      ours: () => measure(ours, { path, connections: 16, script }),
    })
    print(what, results)
  }
} finally {
  await Promise.all([theirs.stop(), ours.program.stop()])
  await site.remove()
  await postgresql?.stop()
}

interface Figures {
  readonly perSecond: number
  readonly cpuMs: number
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
