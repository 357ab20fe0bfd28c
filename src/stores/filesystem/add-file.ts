import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Bytes, Call } from '../driver.ts'
import { duplicate, StoreError } from '../errors.ts'
import type { EarlySync } from './early-sync.ts'
import { codeOf, writeFault } from './faults.ts'
import { temporaryName } from './temp-file.ts'
import { writeBytes } from './write-bytes.ts'

interface Adding extends Call {
  readonly gatherBytes: number
  readonly sparseBytes?: number
  readonly earlySync: EarlySync
  /** Called on the complete file before anybody can see it. */
  readonly finish: (handle: FileHandle) => Promise<void>
}

/** Writes beside `path` under a hidden name, and lets the file appear, complete and on disk, only where nothing is yet.
 * Returns the size. Throws `Duplicate`, `Full`, `Denied`. */
export async function addFile(id: string, path: string, data: Bytes, adding: Adding): Promise<number> {
  const temporary = join(dirname(path), await temporaryName(id))
  const handle = await open(temporary, 'wx').catch(cause => {
    throw writeFault(cause)
  })
  const sync = adding.earlySync.follow(handle)
  try {
    const size = await writeBytes(handle, data, { ...adding, onWrite: sync.wrote })
    await adding.finish(handle)
    await sync.settle()
    await checkLength(handle, size)
    await handle.sync()
    await handle.close()
    adding.signal.throwIfAborted()
    await publish(temporary, path)
    return size
  } catch (error) {
    await handle.close().catch(() => undefined)
    await unlink(temporary).catch(() => undefined)
    throw writeFault(error)
  }
}

async function checkLength(handle: FileHandle, size: number): Promise<void> {
  const stats = await handle.stat()
  if (stats.size !== size) throw new StoreError('Unavailable', `wrote ${size} bytes, found ${stats.size}`)
}

async function publish(temporary: string, path: string): Promise<void> {
  const isLinked = await takeName(temporary, path)
  try {
    await (isLinked ? unlink(temporary) : rename(temporary, path))
    await syncFolder(dirname(path))
  } catch (error) {
    // Else the image could never be uploaded again.
    await unlink(path).catch(() => undefined)
    throw error
  }
}

/** A link, unlike a rename, never replaces: of two that finish at once, one wins. False where the file system has no links:
 * then an empty file has the name, for a rename to replace. */
async function takeName(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path)
    return true
  } catch (cause) {
    if (!lacksLinks(cause)) throw publishFault(cause, path)
    const reserved = await open(path, 'wx').catch(cause => {
      throw publishFault(cause, path)
    })
    await reserved.close()
    return false
  }
}

function publishFault(cause: unknown, path: string): unknown {
  return codeOf(cause) === 'EEXIST' ? duplicate(path, { cause }) : cause
}

function lacksLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(String(codeOf(error)))
}

/** Makes the new name survive a loss of power. Some file systems cannot, and say so. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync().catch(error => {
      if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'].includes(String(codeOf(error)))) throw error
    })
  } finally {
    await folder.close()
  }
}
