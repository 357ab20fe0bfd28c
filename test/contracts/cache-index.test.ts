import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CacheIndex } from '../../src/cache/index/driver.ts'
import { sqliteIndex } from '../../src/cache/index/sqlite.ts'
import { cacheIndexCases, type IndexUnderTest } from './cache-index.ts'

interface Flaw {
  readonly flaw: string
  /** Title of the case that has to notice. */
  readonly guard: string
  spoil(index: CacheIndex): Partial<CacheIndex>
}

const flaws: readonly Flaw[] = [
  {
    flaw: 'begins with a record that nobody added',
    guard: 'is empty at first',
    spoil: index => ({
      list: async () => [{ ...(await index.list())[0], image_id: 'ghost' } as never],
    }),
  },
  {
    flaw: 'lists the last record first',
    guard: 'gives back the records it was given, by id',
    spoil: index => ({ list: async () => (await index.list()).toReversed() }),
  },
  {
    flaw: 'keeps whole seconds only',
    guard: 'gives back the records it was given, by id',
    spoil: index => ({
      add: images =>
        index.add(images.map(image => ({ ...image, last_modified: Math.floor(image.last_modified) }))),
    }),
  },
  {
    flaw: 'keeps the first record of an image',
    guard: 'replaces the record of an image that comes again',
    spoil: index => ({ add: index.adopt }),
  },
  {
    flaw: 'starts anew to count the images it adopts',
    guard: 'adopts images that have no record, and leaves the others as they are',
    spoil: index => ({ adopt: index.add }),
  },
  {
    flaw: 'adopts nothing',
    guard: 'adopts images that have no record, and leaves the others as they are',
    spoil: () => ({ adopt: async () => {} }),
  },
  {
    flaw: 'counts every batch of hits as one',
    guard: 'adds hits up, and moves the last access forward',
    spoil: index => ({ countHits: hits => index.countHits(hits.map(hit => ({ ...hit, count: 1 }))) }),
  },
  {
    flaw: 'forgets when an image was read',
    guard: 'adds hits up, and moves the last access forward',
    spoil: index => ({ countHits: hits => index.countHits(hits.map(hit => ({ ...hit, at: 0 }))) }),
  },
  {
    flaw: 'believes a clock that was put back',
    guard: 'does not move the last access back when the clock did',
    spoil: index => ({
      async countHits(hits) {
        const records = await index.list()
        await index.add(
          hits.flatMap(({ id, count, at }) =>
            records
              .filter(({ image_id }) => image_id === id)
              .map(record => ({ ...record, hits: record.hits + count, last_accessed: at })),
          ),
        )
      },
    }),
  },
  {
    flaw: 'makes a record of what was hit',
    guard: 'counts no hits of an image that it does not know',
    spoil: index => ({
      countHits: hits =>
        index.adopt(
          hits.map(({ id, at }) => ({
            image_id: id,
            last_accessed: at,
            last_modified: at,
            size: 0,
            hits: 1,
            checksum: null,
          })),
        ),
    }),
  },
  {
    flaw: 'removes everything',
    guard: 'removes records, and only those',
    spoil: index => ({
      remove: async () => index.remove((await index.list()).map(({ image_id }) => image_id)),
    }),
  },
  {
    flaw: 'removes nothing',
    guard: 'removes records, and only those',
    spoil: () => ({ remove: async () => {} }),
  },
  {
    flaw: 'refuses an empty batch',
    guard: 'does nothing when nothing is asked of it',
    spoil: index => ({
      remove: ids => (ids.length > 0 ? index.remove(ids) : Promise.reject(new Error('nothing to remove'))),
    }),
  },
  {
    flaw: 'shows what it read first for ever',
    guard: 'adds up the hits that two processes count one after the other',
    spoil(index) {
      const hits = new Map<string, number>()
      return {
        async countHits(batch) {
          for (const { id, count } of batch) hits.set(id, (hits.get(id) ?? 0) + count)
        },
        list: async () =>
          (await index.list()).map(record => ({ ...record, hits: hits.get(record.image_id) ?? 0 })),
      }
    },
  },
  {
    flaw: 'reads the hits, and writes them back later',
    guard: 'adds up the hits that are counted at the same time',
    spoil: index => ({
      async countHits(hits) {
        const records = await index.list()
        const found = records.filter(({ image_id }) => hits.some(({ id }) => id === image_id))
        await index.add(found.map(record => ({ ...record, hits: record.hits + 1 })))
      },
    }),
  },
  {
    flaw: 'keeps records to itself',
    guard: 'shows another process what this one wrote',
    spoil() {
      const records: Parameters<CacheIndex['add']>[0][number][] = []
      return { add: async images => void records.push(...images), list: async () => records }
    },
  },
  {
    flaw: 'takes a hundred images at once',
    guard: 'takes a thousand images at once',
    spoil: index => ({ add: images => index.add(images.slice(0, 100)) }),
  },
  {
    flaw: 'cannot be closed again',
    guard: 'closes twice',
    spoil(index) {
      let isOpen = true
      return {
        async close() {
          if (!isOpen) throw new Error('it is closed')
          isOpen = false
          await index.close()
        },
      }
    },
  },
]

test.each(flaws)('an index that $flaw fails the case "$guard", which a sound one passes', async flaw => {
  const found = cacheIndexCases.find(({ title }) => title === flaw.guard)
  if (!found) throw new Error(`there is no case "${flaw.guard}"`)
  await withIndex(index => index, found.check)
  await expect(withIndex(index => ({ ...index, ...flaw.spoil(index) }), found.check)).rejects.toThrow()
})

async function withIndex(
  make: (index: CacheIndex) => CacheIndex,
  check: (subject: IndexUnderTest) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cache-index-'))
  const open = () => sqliteIndex({ path: join(folder, 'cache.db'), onLoss: () => {} })
  const sound = open()
  try {
    await check({
      index: make(sound),
      place: async () => {},
      displace: async () => {},
      another: async () => open(),
      dispose: async () => {},
    })
  } finally {
    await sound.close()
    await rm(folder, { recursive: true })
  }
}
