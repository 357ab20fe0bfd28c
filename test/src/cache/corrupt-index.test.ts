import { mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import {
  type CacheUnderTest,
  newImage,
  noStore,
  startCache,
  storeWith,
  sum,
  type TestImage,
  until,
} from './cache-under-test.ts'

const ghost = '00000000-0000-4000-8000-000000000000'

/** Puts another database in the place of the index. */
async function rewrite(path: string, ...statements: readonly string[]): Promise<void> {
  const file = new Database(`${path}.new`)
  for (const statement of statements) file.exec(statement)
  file.close()
  await rename(`${path}.new`, path)
}

const columns =
  'image_id TEXT, last_accessed REAL, last_modified REAL, size INTEGER, hits INTEGER, checksum TEXT'

/** What may stand where the index is to be. */
const corruptions: Readonly<Record<string, (path: string, cached: TestImage) => Promise<void>>> = {
  'that is no database': path => writeFile(path, 'no database\n'.repeat(1000)),
  'that is empty': path => truncate(path, 0),
  'that lacks its end': async path => truncate(path, (await stat(path)).size - 4096),
  'that lacks all but its beginning': path => truncate(path, 100),
  'that is filled with noise from the middle on': async path => {
    const whole = await readFile(path)
    await writeFile(path, whole.fill(0xa5, 4096))
  },
  'that is a folder': async path => {
    await rm(path)
    await mkdir(join(path, 'with something in it'), { recursive: true })
  },
  'whose table was dropped': path => rewrite(path, 'create table other (name text)'),
  'whose table has other columns': path =>
    rewrite(path, 'create table cached_images (image_id text, length int)'),
  'whose table lets an image in twice': (path, { id }) =>
    rewrite(
      path,
      `create table cached_images (${columns})`,
      `insert into cached_images values ('${id}', 1, 1, 1, 1, null), ('${id}', 2, 2, 2, 2, null)`,
    ),
  'whose table wants a column that nobody fills': path =>
    rewrite(path, `create table cached_images (${columns}, node TEXT NOT NULL, primary key (image_id))`),
  'whose table is a view': path =>
    rewrite(path, `create view cached_images as select '${ghost}' as image_id, 1 as size, 1 as hits`),
  'whose rows point at nothing, and hold nothing that makes sense': (path, { id, size }) =>
    rewrite(
      path,
      `create table cached_images (${columns}, primary key (image_id))`,
      `insert into cached_images values ('${ghost}', 1, 1, 1, 1, null), (null, 1, 1, 1, 1, null),
        (x'ff00', 1, 1, 1, 1, null), ('../../etc/passwd', 1, 1, 1, 1, null),
        ('${id}', 'soon', 9e999, ${size}, -5, x'ff')`,
    ),
}

const cases = Object.entries(corruptions)

async function fill({ read, cached }: CacheUnderTest, image: TestImage): Promise<void> {
  expect(sum(await read(image, storeWith(image).fromStore))).toBe(image.checksum)
  await cached(image)
}

async function recorded({ cache }: CacheUnderTest, images: readonly TestImage[]): Promise<void> {
  const expected = images.map(({ id, size }) => `${id} ${size}`).toSorted()
  const listed = async () =>
    (await cache.list()).map(({ image_id, size }) => `${image_id} ${size}`).toSorted()
  await expect.poll(listed, { timeout: 15_000 }).toEqual(expected)
}

describe.each(cases)('an index %s', (_what, corrupt) => {
  test('is found at a start, and made anew from the files', async () => {
    const one = await startCache()
    const [first, second, third] = [newImage(), newImage(), newImage()]
    await fill(one, first)
    await fill(one, second)
    await recorded(one, [first, second])
    await one.cache.close()
    await corrupt(join(one.folder, 'cache.db'), first)

    const two = await one.another()
    expect(sum(await two.read(first, noStore))).toBe(first.checksum)
    await fill(two, third)
    await recorded(two, [first, second, third])
    for (const { hits, last_accessed, last_modified } of await two.cache.list()) {
      expect(hits).toBeGreaterThanOrEqual(0)
      expect(last_accessed).toBeGreaterThanOrEqual(0)
      expect(last_modified).toBeGreaterThanOrEqual(0)
    }
    await two.cache.clean()
    expect(await two.files('invalid')).toEqual([])
  })

  test('is found under way, and made anew from the files', async () => {
    const one = await startCache()
    const [first, second] = [newImage(), newImage()]
    await fill(one, first)
    await recorded(one, [first])
    await corrupt(join(one.folder, 'cache.db'), first)
    expect(sum(await one.read(first, noStore))).toBe(first.checksum)
    await fill(one, second)
    await until(async () => {
      await one.read(second, noStore)
      return (await one.cache.list()).some(({ image_id, hits }) => image_id === second.id && hits > 0)
    })
    await one.cache.close()
    await recorded(await one.another(), [first, second])
  })
})
