import { mkdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const ghost = '00000000-0000-4000-8000-000000000000'

/** Puts another database in the place of the index. */
async function rewrite(path: string, ...statements: readonly string[]): Promise<void> {
  await rm(`${path}.new`, { force: true })
  const file = new Database(`${path}.new`)
  for (const statement of statements) file.exec(statement)
  file.close()
  await rename(`${path}.new`, path)
}

const columns =
  'image_id TEXT, last_accessed REAL, last_modified REAL, size INTEGER, hits INTEGER, checksum TEXT'

type Corrupt = (path: string, cached: { readonly id: string; readonly size: number }) => Promise<void>

/** What may stand where the index is to be. */
export const corruptions: Readonly<Record<string, Corrupt>> = {
  'that is no database': path => writeFile(path, 'no database\n'.repeat(1000)),
  'that is empty': path => truncate(path, 0),
  'that lacks its end': async path => truncate(path, Math.max(0, (await stat(path)).size - 4096)),
  'that lacks all but its beginning': path => truncate(path, 100),
  'that is filled with noise from the middle on': async path => {
    const whole = await readFile(path)
    await writeFile(path, whole.fill(0xa5, 4096))
  },
  'that is a folder': async path => {
    await rm(path, { recursive: true, force: true })
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
