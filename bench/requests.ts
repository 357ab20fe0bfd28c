// GET /v2/images?limit=20 and GET /v2/images/{id} with few images and with many: CPU per request and requests per second.
//   node bench/requests.ts [--few 100] [--many 100000] [--seconds 5] [--rounds 3]
import { parseArgs } from 'node:util'
import { engineOf } from '../src/db/facade.ts'
import { openDatabase } from '../src/db/open.ts'
import { startGlance } from '../test/support/glance-api.ts'
import { createImage } from '../test/support/images.ts'
import { fill } from './lists/fill.ts'
import { cpuSeconds } from './support/processes.ts'
import { inTurn, median, printTable } from './support/rounds.ts'
import { wrk } from './support/wrk.ts'

const { values } = parseArgs({
  options: {
    few: { type: 'string', default: '100' },
    many: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
})
const sizes = { few: Number(values.few), many: Number(values.many) }
const few = await serviceWith(sizes.few)
const many = await serviceWith(sizes.many)

try {
  const results = await inTurn(Number(values.rounds), {
    'page of 20, few': () => measured(few, '/v2/images?limit=20'),
    'page of 20, many': () => measured(many, '/v2/images?limit=20'),
    'one image, few': () => measured(few, `/v2/images/${few.id}`),
    'one image, many': () => measured(many, `/v2/images/${many.id}`),
  })
  printTable(
    `Requests at ${sizes.few} and ${sizes.many} images`,
    Object.entries(results).map(([what, rounds]) => ({
      what,
      'requests / s': median(rounds.map(({ perSecond }) => perSecond)),
      'CPU ms / request': median(rounds.map(({ cpuMs }) => cpuMs)),
      'CPU against few': median(
        rounds.map(
          ({ cpuMs }, i) =>
            cpuMs / (results[what.replace('many', 'few') as keyof typeof results][i]?.cpuMs ?? 1),
        ),
      ),
    })),
  )
} finally {
  await few.glance.stop()
  await many.glance.stop()
}

async function serviceWith(images: number) {
  const glance = await startGlance()
  const database = await openDatabase({ connection: `sqlite:///${glance.folder}/glance.sqlite` })
  await fill(engineOf(database), images)
  await database.close()
  const id = await createImage(glance.url)
  return { glance, id, pid: glance.program.child.pid ?? 0 }
}

async function measured({ glance, pid }: Awaited<ReturnType<typeof serviceWith>>, path: string) {
  const before = cpuSeconds(pid)
  const { requests, perSecond } = await wrk(glance.url + path, {
    seconds: Number(values.seconds),
    connections: 16,
  })
  return { perSecond, cpuMs: ((cpuSeconds(pid) - before) * 1000) / requests }
}
