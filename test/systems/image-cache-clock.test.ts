import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { heldStore, newImage, startCache, sum } from '../src/cache/cache-under-test.ts'
import { install } from '../support/apt.ts'
import { startGlance } from '../support/glance-api.ts'
import { createImage, fileOf, putData } from '../support/images.ts'
import { runToEnd } from '../support/program.ts'

const root = join(import.meta.dirname, '../..')

let library: string
beforeAll(async () => {
  await install('faketime')
  const files = execFileSync('dpkg', ['-L', 'libfaketime'], { encoding: 'utf8' }).split('\n')
  library = files.find(file => file.endsWith('/libfaketimeMT.so.1')) ?? ''
})

/** A clock for other processes, which can be set while they run. Time itself goes on, and files have their true times. */
async function openClock() {
  const folder = await mkdtemp(join(tmpdir(), 'clock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'offset')
  // In one step: others read it at any moment.
  async function set(offset: string): Promise<void> {
    await writeFile(`${file}.new`, `${offset}\n`)
    await rename(`${file}.new`, file)
  }
  await set('+0')
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    DONT_FAKE_MONOTONIC: '1',
    NO_FAKE_STAT: '1',
  }
  return { set, env }
}

/** The service with room for three images, whose clock can be set. */
async function serve() {
  const clock = await openClock()
  const extra = (folder: string) => `[DEFAULT]
image_cache_dir = ${folder}/cache
image_cache_max_size = 3500000
image_cache_stall_time = 60
`
  const glance = await startGlance({ extra, env: clock.env })
  onTestFinished(async () => void (await glance.stop('SIGKILL')))
  const { url, folder } = glance

  async function upload() {
    const data = randomBytes(1_000_000)
    const id = await createImage(url)
    await putData(url, id, data)
    return { id, checksum: md5(data) }
  }
  async function read({ id, checksum }: { id: string; checksum: string }): Promise<void> {
    const answer = await fetch(fileOf(url, id))
    expect(md5(Buffer.from(await answer.arrayBuffer()))).toBe(checksum)
  }
  async function listed(): Promise<
    readonly Record<'image_id' | 'last_accessed' | 'hits', string | number>[]
  > {
    const { cached_images } = (await (await fetch(`${url}/v2/cache`)).json()) as { cached_images: [] }
    return cached_images
  }
  const isImage = (name: string) => /^[\da-f-]{36}$/.test(name)
  const kept = async () => (await readdir(join(folder, 'cache'))).filter(isImage).toSorted()
  const tidy = (what: 'clean' | 'prune') => fetch(`${url}/v2/cache/${what}`, { method: 'POST' })
  return { clock, upload, read, listed, kept, tidy }
}

test('while its clock leaps every download is whole; afterwards records and files agree, and order is kept', async () => {
  const { clock, upload, read, listed, kept, tidy } = await serve()
  const images = await Promise.all(Array.from({ length: 6 }, upload))
  let isOver = false
  async function readOn(first: number): Promise<void> {
    for (let next = first; !isOver; next++) await read(images[next % images.length] ?? failing())
  }
  const readers = [0, 2, 4].map(readOn)
  for (const offset of ['+400d', '+0', '-400d', '+0', '+4000d', '-20y', '+0']) {
    await clock.set(offset)
    expect((await tidy('clean')).status).toBe(200)
    await sleep(500)
    expect((await tidy('prune')).status).toBe(200)
  }
  isOver = true
  await Promise.all(readers)

  const disagreement = async () => {
    const [records, files] = [(await listed()).map(({ image_id }) => image_id), await kept()]
    return isDeepStrictEqual(records, files) ? undefined : { records, files }
  }
  await expect.poll(disagreement).toBeUndefined()
  for (const { last_accessed, hits } of await listed()) {
    expect(Number(last_accessed)).toBeGreaterThan(0)
    expect(Number(hits)).toBeGreaterThanOrEqual(0)
  }
  for (const [at, image] of [...images, ...images].entries()) {
    await read(image)
    const last = [...images, ...images].slice(Math.max(at - 2, 0), at + 1)
    await expect.poll(kept).toEqual(expect.arrayContaining(last.map(({ id }) => id)))
  }
})

test.each(['+400d', '-400d'])(
  'tools whose clock is off by %s take nothing away that is being filled',
  async offset => {
    const { clock, cache } = { clock: await openClock(), cache: await startCache() }
    const image = newImage(3_000_000)
    const store = heldStore(image)
    const reading = cache.read(image, store.fromStore)
    store.send(1_500_000)
    await expect.poll(() => cache.files('incomplete')).toEqual([image.id])

    await clock.set(offset)
    const file = `${cache.folder}.conf`
    onTestFinished(() => rm(file))
    const settings = [
      'image_cache_driver = sqlite',
      'image_cache_stall_time = 60',
      'image_cache_max_size = 10',
    ]
    await writeFile(file, ['[DEFAULT]', `image_cache_dir = ${cache.folder}`, ...settings, ''].join('\n'))
    for (const tool of ['cleaner', 'pruner']) {
      const program = join(root, `dist/src/bin/glance-cache-${tool}.js`)
      await runToEnd(process.execPath, [program, '--config-file', file], { env: clock.env })
    }

    expect(await cache.files('incomplete')).toEqual([image.id])
    store.send()
    expect(sum(await reading)).toBe(image.checksum)
    await cache.cached(image)
  },
)

function md5(data: Uint8Array): string {
  return createHash('md5').update(data).digest('hex')
}

function failing(): never {
  throw new Error('there are no images')
}
