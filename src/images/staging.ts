import { createWriteStream } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Fault } from '../errors.ts'
import { exists } from '../exists.ts'
import { makeFolder } from '../make-folder.ts'
import type { ImageService } from '../service.ts'
import type { Bytes } from '../stores/driver.ts'
import { full, writeDenied } from '../stores/errors.ts'
import { unlessMissing } from '../unless-missing.ts'
import { stagingFolder } from './options.ts'

/** The folder for data that waits to be imported. */
export interface Staging {
  /** Bytes written. Nothing is left when `data` fails. */
  write(id: string, data: Bytes, signal: AbortSignal): Promise<number>
  path(id: string): string
  remove(id: string): Promise<void>
  /** What a process that is gone was writing. */
  removePartial(id: string): Promise<void>
  /** Of all files in the folder, whosever they are. */
  names(): Promise<readonly string[]>
  removeFile(name: string): Promise<void>
}

export function openStaging(service: ImageService): Staging {
  const folder = stagingFolder(service.config, service.stores.multi)
  const file = (id: string) => path.join(folder, id)
  const partial = (id: string) => `${file(id)}.part`
  return {
    path: file,
    async write(id, data, signal) {
      if (await exists(file(id))) throw new Fault('Conflict', `The image ${id} has data on staging`)
      try {
        await makeFolder(folder)
        const written = await writeFile(partial(id), data, signal)
        await rename(partial(id), file(id))
        return written
      } catch (error) {
        await rm(partial(id), { force: true })
        throw storeFault(error)
      }
    },
    async remove(id) {
      await rm(file(id), { force: true })
    },
    async removePartial(id) {
      await rm(partial(id), { force: true })
    },
    async names() {
      return (await unlessMissing(readdir(folder))) ?? []
    },
    async removeFile(name) {
      await rm(path.join(folder, name), { force: true })
    },
  }
}

async function writeFile(file: string, data: Bytes, signal: AbortSignal): Promise<number> {
  const target = createWriteStream(file, { flush: true, highWaterMark: 1024 ** 2 })
  await pipeline(Readable.from(data, { objectMode: true }), target, { signal })
  return target.bytesWritten
}

function storeFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT') return full({ cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return writeDenied({ cause: error })
  return error
}
