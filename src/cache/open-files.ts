import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { LRUCache } from 'lru-cache'
import { once } from '../once.ts'
import type { CacheFolder } from './folder.ts'

/** A complete copy, open for whoever holds it. */
export interface OpenFile {
  readonly handle: FileHandle
  /** Bytes. */
  readonly size: number
  /** To be called once by each who has borrowed it. */
  release(): Promise<void>
}

/** Copies that are read again and again stay open for a moment, so that a hit need not open, look at and close its file. */
export interface OpenFiles {
  /** Undefined when there is no copy. */
  borrow(id: string): Promise<OpenFile | undefined>
  /** The copy is gone, or not to be used: who asks next gets what stands in the folder then. */
  drop(id: string): void
  close(): void
}

const keptOpen = 128
/** For as long, what another process has removed may still be read, and take room. */
const keptMilliseconds = 5000

export function openFiles(folder: CacheFolder): OpenFiles {
  const kept = new LRUCache<string, SharedFile>({
    max: keptOpen,
    ttl: keptMilliseconds,
    ttlAutopurge: true,
    dispose: file => void file.release(),
  })
  const opening = new Map<string, Promise<SharedFile | undefined>>()

  async function openShared(id: string): Promise<SharedFile | undefined> {
    const file = await openFile(folder.path('complete', id))
    if (file) kept.set(id, file)
    return file
  }

  return {
    async borrow(id) {
      const known = kept.get(id)
      if (known) return known.borrow()
      const begun = opening.get(id) ?? openShared(id).finally(() => opening.delete(id))
      opening.set(id, begun)
      return (await begun)?.borrow()
    },
    drop: id => void kept.delete(id),
    close: () => kept.clear(),
  }
}

/** Closed when the last who holds it lets go. */
class SharedFile implements OpenFile {
  readonly handle: FileHandle
  readonly size: number
  #holders = 1

  constructor(handle: FileHandle, size: number) {
    this.handle = handle
    this.size = size
  }

  borrow(): OpenFile | undefined {
    if (this.#holders === 0) return undefined
    this.#holders++
    return { handle: this.handle, size: this.size, release: once(() => this.release()) }
  }

  async release(): Promise<void> {
    if (--this.#holders === 0) await this.handle.close()
  }
}

async function openFile(path: string): Promise<SharedFile | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(error => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!handle) return undefined
  const stats = await handle.stat()
  if (stats.isFile()) return new SharedFile(handle, stats.size)
  await handle.close()
  return undefined
}
