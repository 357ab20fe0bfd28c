import { LRUCache } from 'lru-cache'
import type { ImageRecord } from './records.ts'

/** What need not be asked again as long as nobody, in this process or another, has changed anything in the database. */
export interface KeptImages {
  /** What `read` gives, or gave when the same was asked last. */
  get(question: string, read: () => Promise<Reading>): Promise<readonly ImageRecord[]>
}

export interface Reading {
  readonly images: readonly ImageRecord[]
  /** Of the state that was read: the database never has the same mark in two states. Null: it cannot be told. */
  readonly mark: string | null
}

const mostImages = 2000

/** `currentMark` asks the database. Images are given away only after they have been found to be those of this moment. */
export function keepImages(currentMark: () => Promise<string | null>): KeptImages {
  const readings = keepReadings<string>()
  const askMark = oncePerTurn(currentMark)
  let latest: string | null = null

  return {
    async get(question, read) {
      const known = readings.get(question)
      if (known && known.mark === latest) {
        latest = await askMark()
        if (known.mark === latest) return known.images
      }
      const { images, mark } = await read()
      latest = mark
      if (mark !== null) readings.set(question, { images, mark })
      return images
    },
  }
}

/** `currentMark` knows at once. What is read counts as of the moment before: whatever is committed meanwhile outdates it. */
export function keepWatchedImages(currentMark: () => number | null): KeptImages {
  const readings = keepReadings<number>()
  const askMark = oncePerTurn(async () => currentMark())
  return {
    async get(question, read) {
      const mark = await askMark()
      const known = readings.get(question)
      if (known && known.mark === mark) return known.images
      const { images } = await read()
      if (mark !== null) readings.set(question, { images, mark })
      return images
    },
  }
}

function keepReadings<M>() {
  return new LRUCache<string, { readonly images: readonly ImageRecord[]; readonly mark: M }>({
    maxSize: mostImages,
    sizeCalculation: ({ images }) => images.length || 1,
  })
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
