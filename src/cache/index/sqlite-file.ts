import { lstat, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Answer, type Query, SqliteError } from '../../db/sqlite/lane.ts'
import { ThreadLane } from '../../db/sqlite/thread.ts'
import { Fault } from '../../errors.ts'
import { makeFolder } from '../../make-folder.ts'
import { unlessMissing } from '../../unless-missing.ts'
import { BadCacheSettings } from '../faults.ts'

export interface CachedImagesFile {
  run(query: Query): Promise<Answer>
  close(): Promise<void>
}

/** With somebody who locks the file. */
export interface Patience {
  /** How long to wait for one query. */
  readonly waitMilliseconds: number
  /** For how long nobody waits again after that was in vain: downloads would, one after the other. */
  readonly restMilliseconds: number
}

const usualPatience: Patience = { waitMilliseconds: 10_000, restMilliseconds: 10_000 }

/** The cache's SQLite file, made at the first query. When it turns out to be damaged, gone or no such file, it is made anew: what
 * is left of it goes to `invalid/`, and `onLoss` hears of it. */
export function cachedImagesFile(
  path: string,
  onLoss: (reason: string) => void,
  { waitMilliseconds, restMilliseconds }: Patience = usualPatience,
): CachedImagesFile {
  let opened: Promise<ThreadLane> | undefined
  let mending: Promise<void> = Promise.resolve()
  let inVain: { readonly error: SqliteError; readonly until: number } | undefined

  function open(): Promise<ThreadLane> {
    opened ??= openFile(path, waitMilliseconds).catch(error => {
      // What kept it from being opened may be over the next time: a full disk, a lock.
      if (!isLoss(error)) opened = undefined
      throw error
    })
    return opened
  }

  async function runUnlessLocked(query: Query): Promise<Answer> {
    if (inVain && performance.now() < inVain.until) throw locked(inVain)
    try {
      return await run(query)
    } catch (error) {
      if (!isLock(error)) throw error
      inVain = { error, until: performance.now() + restMilliseconds }
      throw locked(inVain)
    }
  }

  async function run(query: Query): Promise<Answer> {
    for (const isAgain of [false, true]) {
      await mending
      const used = open()
      try {
        return await (await used).run(query)
      } catch (error) {
        if (!isLoss(error) || (isAgain && !isForeign(error))) throw error
        if (isForeign(error) && (await holdsMore(used)))
          throw new BadCacheSettings(`${path} is a database of something else: ${error.message}`, {
            cause: error,
          })
        if (opened === used) mending = mend(used, error, isAgain).catch(() => undefined)
      }
    }
    await mending
    return (await open()).run(query)
  }

  async function mend(lost: Promise<ThreadLane>, error: SqliteError, isAgain: boolean): Promise<void> {
    opened = undefined
    await lost.then(lane => lane.close()).catch(() => undefined)
    // Another process may have been faster.
    if (isAgain || !(await isSound(open()))) {
      opened = undefined
      if (!(await isOutOfReach(error, path))) await putAside(path)
    }
    onLoss(error.message)
  }

  return {
    run: runUnlessLocked,
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

async function openFile(path: string, busyTimeoutMilliseconds: number): Promise<ThreadLane> {
  await makeFolder(dirname(path))
  const lane = new ThreadLane({
    path,
    busyTimeoutMilliseconds,
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

function isLock(error: unknown): error is SqliteError {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')
}

function locked({ error: cause, until }: { readonly error: SqliteError; readonly until: number }): Fault {
  const seconds = Math.max(1, Math.ceil((until - performance.now()) / 1000))
  return new Fault('Unavailable', 'The index of the image cache is locked by another process.', {
    headers: { 'Retry-After': String(seconds) },
    cause,
  })
}

function isLoss(error: unknown): error is SqliteError {
  if (!(error instanceof SqliteError)) return false
  return isForeign(error) || /^SQLITE_(NOTADB|CORRUPT|READONLY_DBMOVED|CANTOPEN|IOERR)/.test(error.code)
}

/** The statements are right: what they fail on is a table that somebody else has made. */
function isForeign({ code }: SqliteError): boolean {
  return /^SQLITE_(ERROR|CONSTRAINT|MISMATCH)/.test(code)
}

/** Whether there are tables beside that of the index: such a file is not the cache's to put aside. */
async function holdsMore(opening: Promise<ThreadLane>): Promise<boolean> {
  try {
    const lane = await opening
    const { rows } = await lane.run({ sql: listOtherTables, parameters: [] })
    return rows.length > 0
  } catch {
    return false
  }
}

const listOtherTables = `select name from sqlite_master
  where type = 'table' and name <> 'cached_images' and name not like 'sqlite_%'`

/** The file may be in order, but cannot be opened now. */
async function isOutOfReach({ code }: SqliteError, path: string): Promise<boolean> {
  return code.startsWith('SQLITE_CANTOPEN') && ((await unlessMissing(lstat(path)))?.isFile() ?? false)
}

async function putAside(path: string): Promise<void> {
  const aside = join(dirname(path), 'invalid', basename(path))
  await makeFolder(dirname(aside))
  await rm(aside, { recursive: true, force: true })
  await unlessMissing(rename(path, aside))
}
