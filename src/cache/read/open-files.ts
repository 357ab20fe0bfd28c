import { constants, fstatSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { LRUCache } from 'lru-cache'
import type { CacheFolder } from '../folder.ts'
import { HeldFile, type Hold } from '../held-file.ts'

/** A complete copy, open for whoever holds it. */
export interface OpenCopy extends Hold {
  /** Bytes. */
  readonly size: number
  /** All of it, where it is small. Nobody may change it. */
  readonly content: Buffer | undefined
}

/** Copies that are read again and again stay open for a moment, so that a hit need not open and close its file; small ones
 * stay in memory, so that it need not read it either. */
export interface OpenFiles {
  /** All of a small copy, where it is in memory and still stands in the folder. */
  content(id: string): Buffer | undefined
  /** Undefined when there is no copy. */
  borrow(id: string): Promise<OpenCopy | undefined>
  /** The copy is gone, or not to be used: who asks next gets what stands in the folder then. */
  drop(id: string): void
  close(): void
}

const keptOpen = 128
/** Of small copies, all together. */
const keptBytes = 16 * 1024 * 1024
/** For as long, what another process has removed may take room. */
const keptMilliseconds = 5000
const largestKeptBytes = 1024 * 1024

export function keepFilesOpen(folder: CacheFolder): OpenFiles {
  const kept = new LRUCache<string, KeptCopy>({
    max: keptOpen,
    maxSize: keptBytes,
    sizeCalculation: ({ content }) => content?.length ?? 1,
    ttl: keptMilliseconds,
    ttlAutopurge: true,
    dispose: ({ own }) => void own?.release(),
  })
  const opening = new Map<string, Promise<KeptCopy | undefined>>()

  async function keep(id: string): Promise<KeptCopy | undefined> {
    const copy = await openCopy(folder.path('complete', id))
    if (copy) kept.set(id, copy)
    return copy
  }

  const isInPlace = oncePerTick(stillStands)
  function find(id: string): KeptCopy | undefined {
    const known = kept.get(id)
    if (known && isInPlace(known)) return known
    if (known) kept.delete(id)
    return undefined
  }

  return {
    content: id => find(id)?.content,
    async borrow(id) {
      const known = find(id)
      if (known) return borrowed(known)
      const begun = opening.get(id) ?? keep(id).finally(() => opening.delete(id))
      opening.set(id, begun)
      return borrowed(await begun)
    },
    drop: id => void kept.delete(id),
    close: () => kept.clear(),
  }
}

interface KeptCopy extends Pick<OpenCopy, 'size' | 'content'> {
  readonly file: HeldFile
  readonly own: Hold | undefined
}

/** Whether nobody, of whatever process, has removed, replaced or cut the file. Synchronous: a thread would take many times as long. */
function stillStands({ file, size }: KeptCopy): boolean {
  try {
    const stats = fstatSync(file.handle.fd)
    return stats.nlink > 0 && stats.size === size
  } catch {
    // Whoever opens it again will be told what is wrong.
    return false
  }
}

/** Looks once for all that ask before the next tick: none of them can have learned of what happens meanwhile. */
function oncePerTick<T>(look: (subject: T) => boolean): (subject: T) => boolean {
  const passed = new Set<T>()
  return subject => {
    if (passed.has(subject)) return true
    if (!look(subject)) return false
    if (passed.size === 0) process.nextTick(() => passed.clear())
    passed.add(subject)
    return true
  }
}

function borrowed(copy: KeptCopy | undefined): OpenCopy | undefined {
  const hold = copy?.file.hold()
  return copy && hold && { ...hold, size: copy.size, content: copy.content }
}

async function openCopy(path: string): Promise<KeptCopy | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(error => {
    if (['ENOENT', 'ELOOP'].includes(error.code)) return undefined
    throw error
  })
  if (!handle) return undefined
  let copy: KeptCopy | undefined
  try {
    copy = await describe(handle)
  } finally {
    if (!copy) await handle.close()
  }
  return copy
}

async function describe(handle: FileHandle): Promise<KeptCopy | undefined> {
  const stats = await handle.stat()
  if (!stats.isFile()) return undefined
  const content = await readSmall(handle, stats.size)
  const file = new HeldFile(handle)
  return { size: stats.size, content, file, own: file.hold() }
}

/** Undefined also where it cannot be read: whoever reads it in pieces will see to that. */
async function readSmall(handle: FileHandle, size: number): Promise<Buffer | undefined> {
  if (size > largestKeptBytes) return undefined
  const content = Buffer.allocUnsafeSlow(size)
  const { bytesRead } = await handle.read(content, 0, size, 0).catch(() => ({ bytesRead: 0 }))
  return bytesRead === size ? content : undefined
}
