import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer, Ask } from './ask.ts'
import { type Topic, topics } from './requests/index.ts'
import { exchange } from './transcript.ts'

/**
 * `node record.ts PORT "Glance 25.1" [TOPIC…]` asks a Glance on this machine what `requests/` asks, and keeps the answers.
 * Its pipeline is `versionnegotiation context rootapp`, its database and stores are empty, `enforce_new_defaults` is on,
 * `schema-image.json` is the one in this folder, and its settings are those of the topic. `npm run format` afterwards.
 */
const [port = '9292', recorded = 'Glance', ...only] = process.argv.slice(2)
const folder = join(import.meta.dirname, 'transcripts')

await mkdir(folder, { recursive: true })
for (const topic of topics) {
  const wanted = only.length > 0 ? only.includes(topic.name) : topic.settings === undefined
  if (wanted) await record(topic)
}

async function record({ name, asks, settings }: Topic): Promise<void> {
  const exchanges: (Ask & { answer: Answer })[] = []
  for (const ask of asks) exchanges.push({ ...ask, answer: await exchange(Number(port), name, ask) })
  const transcript = { topic: name, recorded, settings, exchanges }
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(transcript, null, 2)}\n`)
}
