import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { createImageService } from '../../src/create-service.ts'
import { ensureEmbedded, openDatabase } from '../../src/db/open.ts'

/** What a service logs on a database that `prepare` has made. */
async function start(prepare: (url: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'service-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const connection = `sqlite:///${folder}/glance.sqlite`
  await prepare(connection)
  const file = join(folder, 'glance-api.conf')
  await writeFile(
    file,
    `[database]\nconnection = ${connection}\n[glance_store]\nfilesystem_store_datadir = ${folder}/images\n`,
  )
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const service = await createImageService(await loadConfig({ files: [file], env: {} }), log)
  onTestFinished(() => service.close())
  return { service, lines }
}

test('a database without tables is told of at the start, with the command that makes them', async () => {
  const { lines } = await start(async () => {})
  await expect.poll(() => lines.join()).toContain('glance-manage db sync')
})

test('of a database that has them nothing is told', async () => {
  const { service, lines } = await start(async connection => {
    const database = await openDatabase({ connection })
    await ensureEmbedded(database)
    await database.close()
  })
  await service.db.revision()
  expect(lines).toEqual([])
})
