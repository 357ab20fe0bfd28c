import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { FromStore } from '../../../../src/cache/cache.ts'
import { createFills } from '../../../../src/cache/fill/fills.ts'
import { type CacheFolder, cacheFolder } from '../../../../src/cache/folder.ts'
import { createHitCounter } from '../../../../src/cache/index/hit-counter.ts'
import { sqliteIndex } from '../../../../src/cache/index/sqlite.ts'
import { newMetrics } from '../../../../src/cache/metrics.ts'
import { createNeighbourFills } from '../../../../src/cache/read/neighbour-fills.ts'
import { keepFilesOpen } from '../../../../src/cache/read/open-files.ts'
import { readThrough } from '../../../../src/cache/read/read-image.ts'
import { openHashing } from '../../../../src/stores/digests.ts'
import { newImage, storeWith, sum, type TestImage, temporaryFolder } from '../cache-under-test.ts'

/** Reads through a cache whose folder is as slow as the test wants. */
function reading(folder: CacheFolder) {
  const log = pino({ level: 'silent' })
  const index = sqliteIndex({ path: join(folder.base, 'cache.db'), onLoss: () => {} })
  const [hashing, files, metrics] = [openHashing(), keepFilesOpen(folder), newMetrics()]
  const makeRoom = async () => true
  const bounds = { maxBytes: 10_000_000, makeRoom, stallSeconds: 3600 }
  const fills = createFills({ folder, index, hashing: async () => hashing, ...bounds, metrics, log })
  onTestFinished(async () => {
    await fills.close()
    files.close()
    await Promise.all([index.close(), hashing.close()])
  })
  const drop = (id: string) => folder.remove('complete', id)
  const neighbours = createNeighbourFills(folder)
  const read = readThrough({
    files,
    drop,
    fills,
    neighbours,
    hits: createHitCounter(index, log),
    metrics,
    log,
  })
  const { signal } = new AbortController()
  return async (image: TestImage, fromStore: FromStore) =>
    buffer(await read(image, { start: 0 }, fromStore, { signal }))
}

test('who comes while wrong data is still being put aside is not cut off with those who got it', async () => {
  const folder = cacheFolder(await temporaryFolder())
  await folder.prepare()
  const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow: CacheFolder = {
    ...folder,
    async move(...which) {
      begun.resolve()
      await held.promise
      await folder.move(...which)
    },
  }
  const read = reading(slow)
  const image = newImage(400_000)
  const wrong = { ...image, data: newImage(400_000).data }
  await expect(read(image, storeWith(wrong).fromStore)).rejects.toThrow('checksum')
  await begun.promise
  const late = read(image, storeWith(image).fromStore)
  late.catch(() => undefined)
  await folder.find('complete', image.id)
  held.resolve()
  expect(sum(await late)).toBe(image.checksum)
})
