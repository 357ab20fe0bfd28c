import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer, Ask } from './ask.ts'
import { topics } from './requests/index.ts'
import { exchange } from './transcript.ts'

/** `node record.ts PORT "Glance 25.1"`: asks a running Glance on this machine all that `requests/` asks, and keeps the answers.
 * Its pipeline is `versionnegotiation context rootapp`, its database and stores are empty, the policy defaults are the new ones. */
const [port = '9292', recorded = 'Glance'] = process.argv.slice(2)
const folder = join(import.meta.dirname, 'transcripts')

await mkdir(folder, { recursive: true })
for (const [topic, asks] of Object.entries(topics)) {
  const exchanges: (Ask & { answer: Answer })[] = []
  for (const ask of asks) exchanges.push({ ...ask, answer: await exchange(Number(port), topic, ask) })
  await writeFile(
    join(folder, `${topic}.json`),
    `${JSON.stringify({ topic, recorded, exchanges }, null, 1)}\n`,
  )
}
