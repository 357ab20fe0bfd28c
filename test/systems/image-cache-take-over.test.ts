import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pino } from 'pino'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ImageCache } from '../../src/cache/cache.ts'
import { openCache } from '../../src/cache/open.ts'
import { loadConfig } from '../../src/config/load.ts'
import { newImage, noStore, storeWith, sum, type TestImage, until } from '../src/cache/cache-under-test.ts'
import { install } from '../support/apt.ts'
import { runToEnd } from '../support/program.ts'
import { installPythonGlance } from '../support/python-glance.ts'

beforeAll(async () => {
  await installPythonGlance()
  await install('python3-xattr')
})

/** What `glance-cache.py` tells. */
interface PythonCache {
  readonly driver: string
  readonly cached: readonly { image_id: string; size: number; hits: number; last_accessed: number }[]
  readonly queued: readonly string[]
  readonly checksums: Readonly<Record<string, string>>
}

const script = join(import.meta.dirname, 'image-cache/glance-cache.py')

async function cacheOf(driver: string) {
  const root = await mkdtemp(join(tmpdir(), 'cache-take-over-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const [folder, configFile] = [join(root, 'cache'), join(root, 'glance-api.conf')]
  await mkdir(folder)
  const settings = [
    `image_cache_dir = ${folder}`,
    `image_cache_driver = ${driver}`,
    'image_cache_max_size = 1000000',
  ]
  await writeFile(configFile, ['[DEFAULT]', ...settings, ''].join('\n'))

  async function python(command: string, ...args: readonly string[]): Promise<PythonCache> {
    const output = await runToEnd('/usr/bin/python3', [script, configFile, command, ...args])
    return JSON.parse(output.trim().split('\n').at(-1) ?? '')
  }
  async function ours(): Promise<ImageCache> {
    const noDatabase = () => Promise.reject(new Error('there is no database'))
    const config = await loadConfig({ files: [configFile], env: {} })
    return openCache(config, pino({ level: 'silent' }), noDatabase)
  }
  return { root, folder, python, ours }
}

async function read(cache: ImageCache, image: TestImage, fromStore = noStore): Promise<string> {
  const call = { signal: new AbortController().signal }
  return sum(await buffer(await cache.read(image, { start: 0 }, fromStore, call)))
}

describe.each(['sqlite', 'xattr'])('a cache directory of the driver %s', driver => {
  test('that Glance has filled is taken over as it is', async () => {
    const { root, folder, python, ours } = await cacheOf(driver)
    const [often, once] = [newImage(200_000), newImage(100_000)]
    for (const image of [often, once]) await writeFile(join(root, image.id), image.data)
    const [queued, broken, unfinished] = [randomUUID(), randomUUID(), randomUUID()]
    const before = await python(
      'fill',
      JSON.stringify([
        { id: often.id, path: join(root, often.id), reads: 3 },
        { id: once.id, path: join(root, once.id), reads: 1 },
        { id: queued },
      ]),
    )
    expect(before.driver).toBe(`glance.image_cache.drivers.${driver}`)
    await writeFile(join(folder, 'invalid', broken), 'wrong')
    await writeFile(join(folder, 'incomplete', unfinished), 'part')
    await utimes(join(folder, 'incomplete', unfinished), 1, 1)

    const cache = await ours()
    // Glance tells whole seconds, and read each copy once more when it had told them.
    expect(await cache.list()).toMatchObject(
      before.cached
        .toSorted((a, b) => (a.image_id < b.image_id ? -1 : 1))
        .map(({ image_id, size, hits }) => ({ image_id, size, hits: hits + 1 })),
    )
    expect(await cache.queued()).toEqual([queued])
    for (const image of [often, once]) expect(await read(cache, image)).toBe(image.checksum)
    await cache.clean()
    await cache.close()
    expect([await readdir(join(folder, 'incomplete')), await readdir(join(folder, 'invalid'))]).toEqual([
      [],
      [],
    ])
  })

  test('that ours has filled can be handed back', async () => {
    const { python, ours, folder } = await cacheOf(driver)
    const [first, second] = [newImage(300_000), newImage(400_000)]
    const queued = randomUUID()
    const cache = await ours()
    for (const image of [first, second]) {
      await read(cache, image, storeWith(image).fromStore)
      await until(async () => (await cache.list()).some(({ image_id }) => image_id === image.id))
    }
    await read(cache, second)
    await cache.queue(queued)
    await cache.close()
    await writeFile(join(folder, 'invalid', randomUUID()), randomBytes(10))

    const { cached, checksums, queued: still } = await python('tidy')
    const told = cached.map(({ image_id, size, hits }) => [image_id, size, hits]).toSorted()
    const expected = [
      [first.id, first.size, 0],
      [second.id, second.size, 1],
    ]
    expect(told).toEqual(expected.toSorted())
    expect(checksums).toEqual({ [first.id]: first.checksum, [second.id]: second.checksum })
    expect(still).toEqual([queued])
  })
})
