import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express5 from 'express'
import request from 'supertest'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ensureEmbedded, openDatabase } from '../../src/db/open.ts'
import { loadApp } from '../../src/index.ts'

const express4: typeof express5 = createRequire(import.meta.url)('express4')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedding-'))
  const connection = `sqlite:///${folder}/glance.sqlite`
  const database = await openDatabase({ connection })
  await ensureEmbedded(database)
  await database.close()
  vi.stubEnv('OS_DATABASE__CONNECTION', connection)
  vi.stubEnv('OS_GLANCE_STORE__FILESYSTEM_STORE_DATADIR', `${folder}/images`)
  vi.stubEnv('OS_DEFAULT__IMAGE_CACHE_DIR', `${folder}/cache`)
  vi.stubEnv('OS_DEFAULT__LOG_FILE', `${folder}/log`)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

test.for([
  ['4', express4],
  ['5', express5],
] as const)(
  'one line mounts the Images API below a path of an Express %s app, nothing lent',
  async ([, express]) => {
    const uri = 'config:../../etc/glance-api-paste.ini'
    await using images = await loadApp(uri, { relativeTo: import.meta, flavor: 'caching' })
    const app = express()
    app.use('/images', images)
    app.get('/other', (_req, res) => void res.send('still here'))

    const created = await request(app)
      .post('/images/v2/images')
      .send({ name: 'mounted', disk_format: 'raw', container_format: 'bare' })
    expect(created.status).toBe(201)
    const { file } = created.body as { file: string }
    await request(app).put(`/images${file}`).type('application/octet-stream').send('some bytes').expect(204)
    expect((await request(app).get(`/images${file}`)).body.toString()).toBe('some bytes')
    expect((await request(app).get('/images/')).status).toBe(300)
    expect((await request(app).get('/other')).text).toBe('still here')
  },
)
