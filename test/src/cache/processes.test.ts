import { execFileSync } from 'node:child_process'
import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Claim, claimFill, surplusBytes } from '../../../src/cache/fill/claim.ts'
import { cacheFolder } from '../../../src/cache/folder.ts'
import {
  type CacheUnderTest,
  heldStore,
  newImage,
  noStore,
  startCache,
  storeWith,
  sum,
  type TestImage,
  temporaryFolder,
  until,
} from './cache-under-test.ts'

/** Two processes, one of which brings an image in; where its store has a wrong one, other bytes of the same size. */
async function startNeighbours({ isWrong = false } = {}) {
  const one = await startCache()
  const two = await one.another()
  const image = newImage(4_000_000)
  const store = heldStore(isWrong ? { ...image, data: newImage(4_000_000).data } : image)
  const leaving = new AbortController()
  const filling = one.open(image, store.fromStore, leaving.signal).then(buffer)
  filling.catch(() => undefined)
  await one.begun()
  return { one, two, image, store, filling, leave: () => leaving.abort() }
}

test('readers of an image that another process fills cause no read of the store', async () => {
  const { one, two, image, store, filling } = await startNeighbours()
  const reading = Array.from({ length: 100 }, () => two.read(image, noStore))
  store.send(2_500_000)
  const early = (await two.open(image, noStore))[Symbol.asyncIterator]()
  expect((await early.next()).value?.length).toBeGreaterThan(0)
  await early.return?.()
  await until(async () => two.cache.metrics.shared === 101)

  store.send()
  const sums = (await Promise.all([filling, ...reading])).map(sum)
  expect(new Set(sums)).toEqual(new Set([image.checksum]))
  expect(store.asked).toHaveLength(1)
  await one.cached(image)
  expect(sum(await two.read(image, noStore))).toBe(image.checksum)
})

test('a range is read from the part that another process has filled already', async () => {
  const { two, image, store, filling } = await startNeighbours()
  const range = { start: 500_000, end: 600_000 }
  store.send(2_500_000)
  const part = sum(image.data.subarray(500_000, 600_000))
  await until(async () => {
    const read = await two.read(image, noStore, range).catch(() => undefined)
    return read !== undefined && sum(read) === part
  })
  store.send()
  await filling
})

test('when what another process fills turns out to be wrong its readers here are cut off, too', async () => {
  const { two, image, store } = await startNeighbours({ isWrong: true })
  const bytes = await two.open(image, noStore)
  let received = 0
  const reading = (async () => {
    for await (const chunk of bytes) received += chunk.length
  })()
  reading.catch(() => undefined)
  store.send()
  await expect(reading).rejects.toThrow('wrong image')
  expect(received).toBeLessThanOrEqual(image.size - 64 * 1024)
})

test('who comes after a wrong image gets the right one, also while a slow reader has the wrong one', async () => {
  const { one, two, image, store } = await startNeighbours({ isWrong: true })
  const slow = (await two.open(image, noStore))[Symbol.asyncIterator]()
  store.send()
  await slow.next()
  await until(async () => (await one.files('incomplete')).length === 0)

  const right = heldStore(image)
  const refilling = one.read(image, right.fromStore)
  await one.begun()
  const reading = two.read(image, storeWith(image).fromStore)
  right.send()
  expect((await Promise.all([refilling, reading])).map(sum)).toEqual([image.checksum, image.checksum])
  await slow.return?.()
})

test('when all readers leave the process that fills, it goes on for those of another', async () => {
  const { one, two, image, store, leave } = await startNeighbours()
  const reading = two.read(image, noStore)
  store.send(2_500_000)
  await until(async () => two.cache.metrics.shared === 1)
  leave()
  await new Promise(resolve => setTimeout(resolve, 500))
  store.send()
  expect(sum(await reading)).toBe(image.checksum)
  await one.cached(image)
  await one.settled()
})

test('when the readers of all processes have left, nothing stays', async () => {
  const { one, two, image, store, leave } = await startNeighbours()
  const leaving = new AbortController()
  const bytes = (await two.open(image, noStore, leaving.signal))[Symbol.asyncIterator]()
  store.send(2_500_000)
  await bytes.next()
  leave()
  leaving.abort()
  await expect(bytes.next()).rejects.toThrow()
  await one.settled()
  expect(await one.files()).toEqual([])
})

test('when another process gives up what it fills its readers here get the rest from the store', async () => {
  const { two, image, store } = await startNeighbours()
  const { fromStore, asked } = storeWith(image)
  const reading = two.read(image, fromStore)
  store.send(2_500_000)
  await until(async () => two.cache.metrics.shared === 1)
  store.fail(new Error('connection lost'))
  expect(sum(await reading)).toBe(image.checksum)
  expect(asked).toHaveLength(1)
})

test.each(['one', 'two'] as const)(
  'an image that process %s deletes while the first fills it is whole for its readers, and is not kept',
  async who => {
    const { one, two, image, store, filling } = await startNeighbours()
    const reading = two.read(image, noStore)
    store.send(2_500_000)
    await until(async () => two.cache.metrics.shared === 1)
    await { one, two }[who].cache.forget(image.id)
    store.send()
    expect((await Promise.all([filling, reading])).map(sum)).toEqual([image.checksum, image.checksum])
    await one.settled()
    expect([await one.files(), await one.cache.list()]).toEqual([[], []])
  },
)

/** As a process has it that fills the image. */
async function claim({ folder }: CacheUnderTest, { id, size }: TestImage): Promise<Claim> {
  const claimed = await claimFill(cacheFolder(folder), id, { size, stallSeconds: 3600 })
  if (!claimed) throw new Error('somebody else fills it')
  onTestFinished(async () => {
    await claimed.end()
    await claimed.handle.close()
  })
  return claimed
}

test('when an unfinished file goes its readers in other processes get the rest from the store', async () => {
  const under = await startCache()
  const image = newImage(2_000_000)
  const { handle, tell, isFollowed } = await claim(under, image)
  await handle.write(image.data, 0, 1_000_000, 0)
  await tell(1_000_000)
  const { fromStore, asked } = storeWith(image)
  const reading = under.read(image, fromStore)
  await until(isFollowed)
  await rm(join(under.folder, 'incomplete', image.id))
  expect(sum(await reading)).toBe(image.checksum)
  expect(asked).toEqual([{ start: 1_000_000 }])
})

test('what was told of an earlier file of the image is not believed of the next one', async () => {
  const one = await startCache()
  const two = await one.another()
  const image = newImage(2_000_000)
  for (let earlier = 0; earlier < 8; earlier++) {
    const { tell } = await claim(one, image)
    await tell(image.size)
    await rm(join(one.folder, 'incomplete', image.id))
  }
  const store = heldStore(image)
  const filling = one.read(image, store.fromStore)
  await one.begun()
  const reading = two.read(image, noStore)
  await until(async () => two.cache.metrics.shared === 1)
  store.send()
  expect((await Promise.all([filling, reading])).map(sum)).toEqual([image.checksum, image.checksum])
})

describe('an unfinished file that a living process has given up, and could not remove,', () => {
  async function leaveFile() {
    const under = await startCache()
    const image = newImage()
    const { tell, end } = await claim(under, image)
    await tell(100_000)
    await end()
    return { ...under, image }
  }

  test('keeps nobody from filling it', async () => {
    const { image, read, cached } = await leaveFile()
    expect(sum(await read(image, storeWith(image).fromStore))).toBe(image.checksum)
    await cached(image)
  })

  test('is removed by the cleaner', async () => {
    const { folder, cache } = await leaveFile()
    expect(await readdir(join(folder, 'incomplete'))).toHaveLength(2)
    await cache.clean()
    expect(await readdir(join(folder, 'incomplete'))).toEqual([])
  })
})

test('an unfinished image never has the size of a finished one', async () => {
  const { open, folder } = await startCache()
  const image = newImage(2_000_000)
  await open(image, heldStore(image).fromStore)
  const { size } = await stat(join(folder, 'incomplete', image.id))
  expect(size).toBe(image.size + surplusBytes)
})

/** What a process that is gone by now was filling, of the size of an image that is nearly finished. */
async function leaveBehind(
  folder: string,
  { pid, host = hostname() }: { pid: number; host?: string },
): Promise<string> {
  const image = newImage(1000)
  const incomplete = join(folder, 'incomplete')
  await mkdir(incomplete, { recursive: true })
  await writeFile(join(incomplete, `.upload~${image.id}~${host}~${pid}~1~abcdef01`), '')
  await writeFile(join(incomplete, image.id), image.data)
  return join(incomplete, image.id)
}

function deadProcess(): number {
  return Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }))
}

test('a start removes what a dead process was filling', async () => {
  const folder = await temporaryFolder()
  await leaveBehind(folder, { pid: deadProcess() })
  const { settled } = await startCache({ folder })
  await settled()
})

test('a start removes what a dead process left that followed another', async () => {
  const { folder } = await startCache()
  const mark = join(
    folder,
    'incomplete',
    `.reader~${newImage(1).id}~${hostname()}~${deadProcess()}~1~abcdef01`,
  )
  await writeFile(mark, '')
  await (await startCache({ folder })).settled()
})

test('a start leaves alone what a living process fills', async () => {
  const one = await startCache()
  const image = newImage(2_000_000)
  const store = heldStore(image)
  const reading = one.read(image, store.fromStore)
  await one.begun()
  const two = await one.another()
  await two.cache.close()
  store.send()
  expect(sum(await reading)).toBe(image.checksum)
  await one.cached(image)
})

test('what another host was filling goes when it has been silent for image_cache_stall_time', async () => {
  const folder = await temporaryFolder()
  const silent = await leaveBehind(folder, { pid: 1, host: 'elsewhere' })
  const fresh = await leaveBehind(folder, { pid: 1, host: 'elsewhere' })
  const hourAgo = Date.now() / 1000 - 3600
  await utimes(silent, hourAgo, hourAgo)
  const { cache, files } = await startCache({ folder, settings: 'image_cache_stall_time = 600' })
  await cache.close()
  expect(await files('incomplete')).toEqual([fresh.split('/').at(-1)])
})

test('an image whose filler died is filled again by whoever reads it next', async () => {
  const { read, cached, folder } = await startCache()
  const path = await leaveBehind(folder, { pid: deadProcess() })
  const image = { ...newImage(), id: path.split('/').at(-1) ?? '' }
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(image.checksum)
  await cached(image)
})

test('a start gives records to images that have none, and takes them from images that are gone', async () => {
  const one = await startCache()
  const [kept, gone] = [newImage(), newImage()]
  for (const image of [kept, gone]) {
    await one.read(image, storeWith(image).fromStore)
    await one.cached(image)
  }
  await until(async () => (await one.cache.list()).length === 2)
  await one.cache.close()
  execFileSync('rm', [join(one.folder, gone.id)])
  const stranger = newImage(500)
  await writeFile(join(one.folder, stranger.id), stranger.data)

  const two = await one.another()
  const listed = async () => (await two.cache.list()).map(({ image_id, size }) => [image_id, size])
  await until(async () => (await listed()).some(([id]) => id === stranger.id))
  expect(await listed()).toEqual(
    [
      [kept.id, kept.size],
      [stranger.id, 500],
    ].toSorted(),
  )
})

test('when the index is lost it is made again from the files', async () => {
  const one = await startCache()
  const image = newImage()
  await one.read(image, storeWith(image).fromStore)
  await one.cached(image)
  await until(async () => (await one.cache.list()).length === 1)
  await one.cache.close()
  await writeFile(join(one.folder, 'cache.db'), 'no database\n'.repeat(1000))

  const two = await one.another()
  expect(sum(await two.read(image, noStore))).toBe(image.checksum)
  await until(async () => (await two.cache.list()).length === 1)
})

test('each read counts once, as a hit or as a miss, also while another process completes the image', async () => {
  const one = await startCache()
  const two = await one.another()
  const rounds = 40
  for (let round = 0; round < rounds; round++) {
    const image = newImage(1000)
    const { fromStore } = storeWith(image)
    await Promise.all([one, two, one, two].map(({ read }) => read(image, fromStore)))
    await one.cached(image)
  }
  const counted = [one, two].map(({ cache: { metrics } }) => metrics.hits + metrics.misses)
  expect(counted).toEqual([2 * rounds, 2 * rounds])
})
