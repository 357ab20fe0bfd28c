import { mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Answer, type Query, SqliteError } from '../db/sqlite/lane.ts'
import { ThreadLane } from '../db/sqlite/thread.ts'

export interface CachedImagesFile {
  run(query: Query): Promise<Answer>
  close(): Promise<void>
}

/** The cache's SQLite file, made at the first query. When it turns out to be damaged or gone it is made anew: what is left
 * of it goes to `invalid/`, and `onLoss` hears of it. */
export function cachedImagesFile(path: string, onLoss: (reason: string) => void): CachedImagesFile {
  let opened: Promise<ThreadLane> | undefined
  let mending: Promise<void> = Promise.resolve()

  function open(): Promise<ThreadLane> {
    opened ??= openFile(path)
    return opened
  }

  async function run(query: Query): Promise<Answer> {
    await mending
    const used = open()
    try {
      return await (await used).run(query)
    } catch (error) {
      if (!isLoss(error)) throw error
      if (opened === used) mending = mend(used, error).catch(() => undefined)
      await mending
      return (await open()).run(query)
    }
  }

  async function mend(lost: Promise<ThreadLane>, error: SqliteError): Promise<void> {
    opened = undefined
    await lost.then(lane => lane.close()).catch(() => undefined)
    // Another process may have been faster.
    if (!(await isSound(open()))) {
      opened = undefined
      await putAside(path)
    }
    onLoss(error.message)
  }

  return {
    run,
    async close() {
      await mending
      await opened?.then(lane => lane.close()).catch(() => undefined)
    },
  }
}

const createTable = `create table if not exists cached_images (
  image_id TEXT PRIMARY KEY,
  last_accessed REAL DEFAULT 0.0,
  last_modified REAL DEFAULT 0.0,
  size INTEGER DEFAULT 0,
  hits INTEGER DEFAULT 0,
  checksum TEXT
)`

async function openFile(path: string): Promise<ThreadLane> {
  const lane = new ThreadLane({
    path,
    busyTimeoutMilliseconds: 10_000,
    synchronous: 'NORMAL',
    readonly: false,
    // Glance's tools take any further file in the folder for an image.
    journal: 'delete',
  })
  try {
    await lane.run({ sql: createTable, parameters: [] })
    return lane
  } catch (error) {
    await lane.close()
    throw error
  }
}

async function isSound(opening: Promise<ThreadLane>): Promise<boolean> {
  try {
    const lane = await opening
    const { rows } = await lane.run({ sql: 'pragma quick_check(1)', parameters: [] })
    if (Object.values(rows[0] ?? {}).includes('ok')) return true
    await lane.close()
    return false
  } catch {
    return false
  }
}

function isLoss(error: unknown): error is SqliteError {
  if (!(error instanceof SqliteError)) return false
  if (error.message.includes('no such table')) return true
  return /^SQLITE_(NOTADB|CORRUPT|READONLY_DBMOVED|CANTOPEN|IOERR)/.test(error.code)
}

async function putAside(path: string): Promise<void> {
  const invalid = join(dirname(path), 'invalid')
  await mkdir(invalid, { recursive: true })
  await rename(path, join(invalid, basename(path))).catch(error => {
    if (error.code !== 'ENOENT') throw error
  })
}
