import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { send } from '../../paste/testing.ts'
import { loadConfig } from '../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../src/db/open.ts'
import { configuration, type LoadedApp, lend, loadApp, logger } from '../../src/index.ts'
import { localStorage } from '../support/local-storage.ts'

/** Loads our paste file as glance-api does, over an empty database. */
async function load(flavor?: string): Promise<LoadedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'paste-file-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, localStorage(folder))
  const config = await loadConfig({ files: [file], env: {} })
  const database = await openDatabase(config)
  await ensureEmbedded(database)
  await database.close()
  const app = await loadApp('config:etc/glance-api-paste.ini#glance-api', {
    relativeTo: process.cwd(),
    ...(flavor ? { flavor } : {}),
    lend: [lend(configuration, config), lend(logger, pino({ level: 'silent' }))],
  })
  onTestFinished(() => app.close())
  return app
}

test.each([undefined, 'caching', 'cachemanagement'])('flavor %s lets everybody in', async flavor => {
  const app = await load(flavor)
  const answer = await send(app, '/v2/images')
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ images: [] })])
})

test.each(['trusted-auth', 'trusted-auth+caching', 'trusted-auth+cachemanagement'])(
  'flavor %s lets in whom the proxy has confirmed',
  async flavor => {
    const app = await load(flavor)
    expect((await send(app, '/v2/images')).status).toBe(401)
    const headers = {
      'X-Identity-Status': 'Confirmed',
      'X-Project-Id': 'engines',
      'X-Roles': 'reader,member',
    }
    expect((await send(app, '/v2/images', { headers })).status).toBe(200)
  },
)

test.each(['keystone', 'keystone+caching', 'keystone+cachemanagement'])(
  'flavor %s does not load, and says what to choose',
  async flavor => {
    await expect(load(flavor)).rejects.toThrow(/authtoken.*choose a flavor/s)
  },
)

test('the health check is answered outside of the pipeline', async () => {
  const app = await load('trusted-auth')
  const answer = await send(app, '/healthcheck')
  expect([answer.status, await answer.text()]).toEqual([200, 'OK'])
})

test('without a version the answer is a choice of versions', async () => {
  const app = await load()
  expect((await send(app, '/')).status).toBe(300)
  expect((await send(app, '/versions')).status).toBe(200)
})

test('with cachemanagement the older cache routes answer', async () => {
  const app = await load('cachemanagement')
  const answer = await send(app, '/v2/cached_images')
  expect([answer.status, await answer.json()]).toEqual([200, { cached_images: [] }])
})
