import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { send } from '../../../paste/testing.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { ensureEmbedded, openDatabase } from '../../../src/db/open.ts'
import { configuration, lend, loadApp, logger } from '../../../src/index.ts'
import { localStorage } from '../../support/local-storage.ts'
import { credentialsFor } from './open-keystone.ts'
import { startTokenApi } from './token-api.ts'

const root = join(import.meta.dirname, '../../..')
const stock = ['2013.2', '2014.2', '11', '13', '22', '25', '27', '28', 'master'].map(
  release => `test/compat/paste/stock/${release}.ini`,
)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stock-flavors-'))
  const database = await openDatabase(await configFor('http://127.0.0.1:1'))
  await ensureEmbedded(database)
  await database.close()
})
afterAll(() => rm(folder, { recursive: true }))

async function configFor(keystoneUrl: string) {
  const file = join(folder, 'glance-api.conf')
  await writeFile(file, localStorage(folder) + credentialsFor(keystoneUrl))
  return loadConfig({ files: [file], env: {}, argv: [] })
}

describe.each(['etc/glance-api-paste.ini', ...stock])('%s', file => {
  test.each(['keystone', 'keystone+caching', 'keystone+cachemanagement'])(
    'lets in with flavor %s who has a token',
    async flavor => {
      const api = await startTokenApi()
      api.tokens.set('ann', {})
      const app = await loadApp(`config:${join(root, file)}#glance-api`, {
        flavor,
        lend: [lend(configuration, await configFor(api.url)), lend(logger, pino({ level: 'silent' }))],
      })
      onTestFinished(() => app.close())
      const ask = async (token: string, path = '/v2/images') =>
        (await send(app, path, { headers: { 'X-Auth-Token': token, 'X-Roles': 'admin' } })).status
      expect([await ask('ann'), await ask('forged')]).toEqual([200, 401])
      if (flavor.endsWith('cachemanagement')) expect(await ask('ann', '/v2/cached_images')).toBe(403)
    },
  )
})
