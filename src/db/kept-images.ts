import { LRUCache } from 'lru-cache'
import type { ImageRecord } from './records.ts'

/** What need not be read again as long as nobody, in this process or another, has changed anything in the database. */
export interface KeptImages {
  /** `key` is equal for equal questions; `ask` is called where the answer is not at hand. */
  get(key: string, ask: () => Question): Promise<readonly ImageRecord[]>
}

/** The ways to find the images that are wanted. */
export interface Question {
  /** Reads the images with all that belongs to them. */
  whole(): Promise<Reading>
  /** Finds out which images they are, and no more. Absent where that costs as much. */
  ids?: (() => Promise<Listing>) | undefined
  /** Reads images by their ids, in any order. */
  some(ids: readonly string[]): Promise<Reading>
}

/** Of a state of the database, which never has the same mark in two of them. Null: it cannot be told. */
export type Mark = string | number | null

export interface Reading {
  readonly images: readonly ImageRecord[]
  readonly mark: Mark
}

export interface Listing {
  readonly ids: readonly string[]
  readonly mark: Mark
}

const mostImages = 2000

/** `currentMark` asks the database. Images are given away only after they have been found to be those of this moment. */
export function keepImages(currentMark: () => Promise<Mark>): KeptImages {
  return keepWhile(oncePerTurn(currentMark))
}

/** `currentMark` knows at once. What is read while it stays the same is of that state. */
export function keepWatchedImages(currentMark: () => number | null): KeptImages {
  let seen: number | null = null
  const askMark = oncePerTurn(async () => {
    seen = currentMark()
    return seen
  })

  function watched<A extends unknown[], T>(read: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
    return async (...args) => {
      seen ??= currentMark()
      const before = seen
      const found = await read(...args)
      return { ...found, mark: (await askMark()) === before ? before : null }
    }
  }

  const watchedQuestion = ({ whole, ids, some }: Question): Question => ({
    whole: watched(whole),
    ids: ids && watched(ids),
    some: watched(some),
  })
  const kept = keepWhile(askMark)
  return { get: (key, ask) => kept.get(key, () => watchedQuestion(ask())) }
}

function keepWhile(askMark: () => Promise<Mark>): KeptImages {
  const answers = new LRUCache<string, readonly ImageRecord[]>({
    maxSize: mostImages,
    sizeCalculation: images => images.length || 1,
  })
  const images = new LRUCache<string, ImageRecord>({ max: mostImages })
  /** Of the state that all of these are of. */
  let latest: Mark = null
  /** Whether it was met twice: then it may be met again. */
  let lasts = false

  /** Drops what the mark shows to be outdated. */
  function meet(mark: Mark): void {
    if (mark === null) return
    lasts = mark === latest
    if (lasts) return
    answers.clear()
    images.clear()
    latest = mark
  }

  function keep(key: string, found: readonly ImageRecord[]): readonly ImageRecord[] {
    answers.set(key, found)
    for (const image of found) images.set(image.id, image)
    return found
  }

  async function readWhole(key: string, { whole }: Question): Promise<readonly ImageRecord[]> {
    const { images, mark } = await whole()
    meet(mark)
    return mark === null ? images : keep(key, images)
  }

  /** Reads only what is not at hand. Undefined where the database changes meanwhile. */
  async function complete(key: string, { ids, some }: Question): Promise<readonly ImageRecord[] | undefined> {
    const listing = await ids?.()
    if (!listing || listing.mark === null) return undefined
    meet(listing.mark)
    const found = new Map(listing.ids.map(id => [id, images.get(id)]))
    const missing = listing.ids.filter(id => !found.get(id))
    if (missing.length > 0) {
      const reading = await some(missing)
      meet(reading.mark)
      if (reading.mark !== listing.mark) return undefined
      for (const image of reading.images) found.set(image.id, image)
    }
    return keep(
      key,
      [...found.values()].filter(image => image !== undefined),
    )
  }

  return {
    async get(key, ask) {
      const known = answers.get(key)
      const mark = latest
      if (known) {
        const now = await askMark()
        meet(now)
        if (now === mark) return known
      }
      const question = ask()
      return (lasts ? await complete(key, question) : undefined) ?? readWhole(key, question)
    },
  }
}

/** Asks once for all who want to know in one turn of the event loop, and not before the last of them does. */
function oncePerTurn<T>(ask: () => Promise<T>): () => Promise<T> {
  let asking: Promise<T> | undefined
  return () => {
    asking ??= new Promise(resolve => {
      setImmediate(() => {
        asking = undefined
        resolve(ask())
      })
    })
    return asking
  }
}
