import { randomBytes } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { Agent, get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { childrenOf } from '../support/children.ts'
import { type Glance, startGlance } from '../support/glance-api.ts'
import { createImage, putData } from '../support/images.ts'

const pasteFile = join(import.meta.dirname, '../support/metrics-paste.ini')

test('Prometheus reads the sums over all workers, whichever answers, and nothing is lost with a worker', async () => {
  const glance = await serve(2)
  const file = await upload(glance, randomBytes(100_000))
  await ask(glance, file)
  const reads = 40
  await expect.poll(() => figures(glance)).toMatchObject({ entries: 1, fill_seconds_count: 1 })
  for (let read = 0; read < reads; read++) await ask(glance, file)

  const all = { hits_total: reads, misses_total: 1, served_bytes_total: reads * 100_000 }
  await expect.poll(() => figures(glance)).toMatchObject(all)
  for (let time = 0; time < 10; time++) expect(await figures(glance)).toMatchObject(all)

  const workers = await childrenOf(glance.program)
  expect(workers).toHaveLength(2)
  process.kill(workers[0] ?? 0, 'SIGKILL')
  await expect
    .poll(async () => (await childrenOf(glance.program)).filter(pid => !workers.includes(pid)).length)
    .toBe(1)
  for (let time = 0; time < 10; time++) expect(await figures(glance)).toMatchObject(all)

  glance.program.child.kill('SIGHUP')
  await expect
    .poll(async () => (await childrenOf(glance.program)).some(pid => workers.includes(pid)))
    .toBe(false)
  await ask(glance, file)
  await expect.poll(() => figures(glance)).toMatchObject({ hits_total: reads + 1 })
})

test('a service of one process goes on counting when it reads its configuration again', async () => {
  const glance = await serve(0)
  const file = await upload(glance, randomBytes(1000))
  await ask(glance, file)
  await expect.poll(() => figures(glance)).toMatchObject({ entries: 1 })
  await ask(glance, file)
  await appendFile(join(glance.folder, 'glance-api.conf'), '[DEFAULT]\nimage_cache_max_size = 2000\n')
  glance.program.child.kill('SIGHUP')
  await expect
    .poll(() => figures(glance))
    .toMatchObject({ max_size_bytes: 2000, hits_total: 1, misses_total: 1 })
})

test('a stampede on an image that is not cached, over all workers, reads the store once', async () => {
  const glance = await serve(2)
  const data = randomBytes(20_000_000)
  const file = await upload(glance, data)
  const sizes = await Promise.all(Array.from({ length: 40 }, async () => (await ask(glance, file)).length))
  expect(new Set(sizes)).toEqual(new Set([data.length]))
  const told = async () => {
    const { hits_total: hits = 0, misses_total: misses = 0, ...rest } = await figures(glance)
    const reads = misses - (rest.shared_fills_total ?? 0)
    return { reads, fills: rest.fill_seconds_count, isAll: hits + misses >= sizes.length }
  }
  await expect.poll(told).toEqual({ reads: 1, fills: 1, isAll: true })
})

async function serve(workers: number): Promise<Glance> {
  const glance = await startGlance({
    extra: `[DEFAULT]\nworkers = ${workers}\n[paste_deploy]\nconfig_file = ${pasteFile}\n`,
  })
  onTestFinished(async () => void (await glance.stop('SIGKILL')))
  return glance
}

async function upload({ url }: Glance, body: Uint8Array<ArrayBuffer>): Promise<string> {
  const id = await createImage(url)
  expect(await putData(url, id, body)).toBe(204)
  return `/v2/images/${id}/file`
}

/** Each time on a connection of its own, so that the workers take turns. */
async function ask({ url }: Glance, path: string): Promise<Buffer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}${path}`, { agent: new Agent() }, resolve).on('error', reject)
  })
  const body = await buffer(answer)
  expect(answer.statusCode).toBe(200)
  return body
}

async function figures(glance: Glance): Promise<Record<string, number>> {
  const lines = (await ask(glance, '/metrics')).toString().matchAll(/^glance_image_cache_(\w+) (\S+)$/gm)
  return Object.fromEntries([...lines].map(([, name, value]) => [name, Number(value)]))
}
