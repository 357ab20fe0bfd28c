import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { unlessMissing } from '../../unless-missing.ts'
import type { KnownImage } from '../cache.ts'
import { CacheFault, CorruptImage } from '../faults.ts'
import { bytesTold, type FillMark, identityOf, isInUse, marksOf } from '../fill/fill-marks.ts'
import { markFollower } from '../fill/follower-marks.ts'
import type { CacheFolder } from '../folder.ts'
import { HeldFile, type Hold } from '../held-file.ts'
import type { Followable } from './follow-fill.ts'

/** What other processes of this machine bring in, to be read while it grows. */
export interface NeighbourFills {
  /** Undefined when none brings the image in. */
  find(image: KnownImage): Promise<Followable | undefined>
}

export function createNeighbourFills(folder: CacheFolder): NeighbourFills {
  const known = new Map<string, Promise<NeighbourFill | undefined>>()

  function begin(image: KnownImage): Promise<NeighbourFill | undefined> {
    const { id } = image
    const opening = openNeighbour(image, folder, forget).catch(() => undefined)
    function forget(): void {
      if (known.get(id) === opening) known.delete(id)
    }
    known.set(id, opening)
    void opening.then(found => found ?? forget())
    return opening
  }

  return {
    async find(image) {
      const { id } = image
      const begun = known.get(id)
      const found = await begun
      if (await found?.isGoingOn()) return found
      // It has ended, and a slow reader is not done with it.
      await found?.borrowFile()?.release()
      if (known.get(id) === begun) known.delete(id)
      return known.get(id) ?? begin(image)
    },
  }
}

const millisecondsBetweenLooks = 20
/** A process that has just begun may stand still for a while. */
const looksForWriter = 100

async function openNeighbour(image: KnownImage, folder: CacheFolder, onClose: () => void) {
  const path = folder.path('incomplete', image.id)
  const handle = await unlessMissing(open(path, constants.O_RDONLY | constants.O_NOFOLLOW))
  if (!handle) return undefined
  let source: Source | undefined
  try {
    source = await findSource(handle, image.id, folder)
  } finally {
    if (!source) await handle.close()
  }
  if (!source) return undefined
  const unmark = await markFollower(folder, image.id).catch(() => undefined)
  const file = new HeldFile(handle, () => {
    onClose()
    unmark?.().catch(() => undefined)
  })
  return new NeighbourFill({ image, folder, file, ...source })
}

interface Source {
  readonly mark: FillMark
  readonly told: number
  readonly ino: number
}

/** Others that try for the image leave marks, too, for a moment. */
async function findSource(handle: FileHandle, id: string, folder: CacheFolder): Promise<Source | undefined> {
  const stats = await handle.stat()
  for (let look = 0; look < looksForWriter; look++) {
    const marks = await marksOf(folder.folderOf('incomplete'), id)
    const mark = marks.find(({ bound }) => bound?.file === identityOf(stats))
    if (mark) {
      const told = await bytesTold(mark)
      return told !== undefined && (await isInUse(mark)) ? { mark, told, ino: stats.ino } : undefined
    }
    const trying = marks.filter(({ bound }) => bound === undefined)
    if (!(await Promise.all(trying.map(isInUse))).includes(true)) return undefined
    await sleep(millisecondsBetweenLooks)
  }
  return undefined
}

interface Parts extends Source {
  readonly image: KnownImage
  readonly folder: CacheFolder
  readonly file: HeldFile
}

class NeighbourFill implements Followable {
  readonly #parts: Parts
  #filled: number
  #failure: Error | undefined
  #looking: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#filled = parts.told
  }

  get filled(): number {
    return this.#filled
  }

  borrowFile(): Hold | undefined {
    return this.#parts.file.hold()
  }

  async isGoingOn(): Promise<boolean> {
    const { image, folder, mark, ino } = this.#parts
    const stats = await folder.find('incomplete', image.id).catch(() => undefined)
    return stats?.ino === ino && (await isInUse(mark)) === true
  }

  /** The process that brings it in goes by its own readers. */
  join(): () => void {
    return () => {}
  }

  async readableBeyond(position: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted()
      if (this.#filled > position) return this.#filled
      if (this.#failure) throw this.#failure
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined
      })
      await this.#looking
    }
  }

  /** One look for all readers. */
  async #look(): Promise<void> {
    await sleep(millisecondsBetweenLooks)
    const { mark } = this.#parts
    try {
      const told = await bytesTold(mark)
      if (told !== undefined && told > this.#filled) this.#filled = told
      else if (told === undefined || !(await this.isGoingOn())) await this.#end()
    } catch (cause) {
      this.#failure = new CacheFault('the file of another process cannot be read', { cause })
    }
  }

  async #end(): Promise<void> {
    const { image, folder, file, ino } = this.#parts
    // Only what was right loses its surplus, whatever becomes of it then.
    if ((await file.handle.stat()).size === image.size) this.#filled = image.size
    else if ((await folder.find('invalid', image.id))?.ino === ino)
      this.#failure = new CorruptImage(`the store sent a wrong image ${image.id}`)
    else this.#failure = new CacheFault('another process did not complete it')
  }
}
