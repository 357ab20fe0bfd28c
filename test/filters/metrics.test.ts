import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import supertest from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { appFactory } from '../../filters/metrics.ts'
import { createServer } from '../../paste/run/create-server.ts'
import { tryFilter } from '../../paste/testing.ts'
import { ensureEmbedded, openDatabase } from '../../src/db/open.ts'
import { loadApp } from '../../src/index.ts'
import { newImage } from '../src/cache/cache-under-test.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runToEnd } from '../support/program.ts'
import { settings } from './settings.ts'

const image = newImage(300_000)
const type = 'application/octet-stream'

/** The API with a cache of so many bytes, and what Prometheus reads beside it. */
async function serve(maxBytes: number) {
  const folder = await temporaryFolder()
  const text = `[DEFAULT]
image_cache_dir = ${folder}/cache
image_cache_driver = sqlite
image_cache_max_size = ${maxBytes}
[database]
connection = sqlite:///${folder}/glance.sqlite
[glance_store]
filesystem_store_datadir = ${folder}/images
`
  const database = await openDatabase({ connection: `sqlite:///${folder}/glance.sqlite` })
  await ensureEmbedded(database)
  await database.close()
  const app = await loadApp('config:../support/metrics-paste.ini', {
    relativeTo: import.meta.dirname,
    flavor: 'caching',
    lend: await settings(text),
  })
  onTestFinished(() => app.close())
  const client = supertest(createServer(app))
  async function upload(): Promise<string> {
    const { body } = await client.post('/v2/images').send({ disk_format: 'raw', container_format: 'bare' })
    const file = `/v2/images/${body.id}/file`
    await client.put(file).set('Content-Type', type).send(image.data).expect(204)
    return file
  }
  return { client, upload, metrics: async () => numbersOf((await client.get('/metrics').expect(200)).text) }
}

/** The lines that are no comments, by name and labels. */
function numbersOf(text: string): Record<string, number> {
  const lines = [...text.matchAll(/^glance_image_cache_(\S+) (\S+)$/gm)]
  return Object.fromEntries(lines.map(([, name, value]) => [name, Number(value)]))
}

test('hits, misses, bytes, evictions and fill times are told as Prometheus reads them', async () => {
  const { client, upload, metrics } = await serve(400_000)
  const [first, second] = [await upload(), await upload()]
  const expectCached = (expected: object) => expect.poll(metrics).toMatchObject(expected)

  await client.get(first).expect(200)
  await expectCached({ misses_total: 1, fill_seconds_count: 1, filled_bytes_total: 300_000, entries: 1 })
  await client.get(first).expect(200)
  await client.get(first).set('Range', 'bytes=0-99').expect(206)
  await client.get(second).expect(200)
  await expectCached({
    hits_total: 2,
    served_bytes_total: 300_100,
    misses_total: 2,
    shared_fills_total: 0,
    fill_failures_total: 0,
    fill_seconds_count: 2,
    'fill_seconds_bucket{le="1000"}': 2,
    'fill_seconds_bucket{le="+Inf"}': 2,
    evictions_total: 1,
    evicted_bytes_total: 300_000,
    entries: 1,
    size_bytes: 300_000,
    max_size_bytes: 400_000,
  })
  expect((await metrics()).fill_seconds_sum).toBeGreaterThan(0)
})

test('each metric has its type and its meaning, and the buckets of the histogram add up', async () => {
  const { client, upload, metrics } = await serve(400_000)
  await client.get(await upload()).expect(200)
  await expect.poll(metrics).toMatchObject({ fill_seconds_count: 1 })
  const { text, headers } = await client.get('/metrics')
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toContain('# TYPE glance_image_cache_hits_total counter')
  expect(text).toContain('# TYPE glance_image_cache_fill_seconds histogram')
  expect(text).toContain('# TYPE glance_image_cache_size_bytes gauge')
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect([...text.matchAll(/^# HELP (\S+) \S+/gm)].map(([, name]) => name)).toEqual(names)
  const buckets = [...text.matchAll(/_bucket\{le="(.*?)"\} (\d+)/g)].map(([, , count]) => Number(count))
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b))
  expect(buckets.at(-1)).toBe(1)
})

test('it answers GET and HEAD where it is mounted, and nothing else', async () => {
  const { client } = await serve(400_000)
  const { headers, text } = await client.head('/metrics').expect(200)
  expect([Number(headers['content-length']) > 0, text]).toEqual([true, undefined])
  await client.get('/metrics?name=any').expect(200)
  await client.get('/metrics/cache').expect(404)
  await client.post('/metrics').expect(404)
})

test('without a cache there is nothing to tell', async () => {
  const app = await tryFilter(appFactory, { lend: await settings() })
  const answer = await app.send('/')
  expect([answer.status, (await answer.text()).trim()]).toEqual([200, ''])
})

test('a paste file without it loads nothing of it', async () => {
  const folder = await temporaryFolder()
  const script = join(folder, 'load.mjs')
  await writeFile(
    script,
    `import { registerHooks } from 'node:module'
    registerHooks({ load(url, context, load) { console.log(url); return load(url, context) } })
    const { loadApp } = await import(${JSON.stringify(import.meta.resolve('../../src/index.ts'))})
    const app = await loadApp('config:${resolve('etc/glance-api-paste.ini')}', { flavor: 'caching' })
    await app.close()`,
  )
  const env = { OS_DEFAULT__IMAGE_CACHE_DIR: folder, OS_DATABASE__CONNECTION: `sqlite:///${folder}/db` }
  const modules = await runToEnd(process.execPath, ['--conditions=glasspaste-source', script], { env })
  expect(modules).toContain('/src/cache/open.ts')
  expect(modules).not.toMatch(/prom-client|filters\/metrics|cache\/figures|tally/)
})
