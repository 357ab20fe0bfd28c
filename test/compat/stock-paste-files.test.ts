import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { send } from '../../paste/testing.ts'
import { loadConfig } from '../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../src/db/open.ts'
import { type Config, configuration, type LoadedApp, lend, loadApp, logger } from '../../src/index.ts'
import { localStorage } from '../support/local-storage.ts'
import { stockPasteFiles } from './stock-paste-files.ts'

let folder = ''
let config: Config
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stock-paste-files-'))
  await writeFile(join(folder, 'glance-api.conf'), localStorage(folder))
  config = await loadConfig({ files: [join(folder, 'glance-api.conf')], env: {} })
  const database = await openDatabase(config)
  await ensureEmbedded(database)
  await database.close()
})
afterAll(() => rm(folder, { recursive: true }))

async function load(release: string, flavor: string) {
  await writeFile(join(folder, `${release}.ini`), stockPasteFiles[release] ?? '')
  const renamed: string[] = []
  const app: LoadedApp = await loadApp(`config:${release}.ini#glance-api`, {
    relativeTo: folder,
    ...(flavor ? { flavor } : {}),
    lend: [lend(configuration, config), lend(logger, pino({ level: 'silent' }))],
    onWarning: warning => renamed.push(warning.code),
  })
  onTestFinished(() => app.close())
  return { app, renamed }
}

describe.each(Object.keys(stockPasteFiles))('the paste file of release %s', release => {
  test.each(['', 'caching', 'cachemanagement'])('serves images with flavor "%s"', async flavor => {
    const { app, renamed } = await load(release, flavor)
    // Release 2012.1 has no filter that lets everybody in.
    const headers = { 'X-Identity-Status': 'Confirmed', 'X-Roles': 'admin,reader' }
    expect((await send(app, '/v2/images', { headers })).status).toBe(200)
    expect((await send(app, '/')).status).toBe(300)
    expect((await send(app, '/v1/images')).status).toBe(300)
    expect(renamed).toContain('PASTE_OLD_NAME')
  })
})

test.each(['11', '13', '25', '32'])('release %s answers its health check', async release => {
  const { app } = await load(release, '')
  const answer = await send(app, '/healthcheck')
  expect([answer.status, await answer.text()]).toEqual([200, 'OK'])
})

test.each(['2014.2', '13', '25'])(
  'release %s with keystone does not let anybody in unchecked',
  async release => {
    await expect(load(release, 'keystone+caching')).rejects.toThrow('authtoken')
  },
)
