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
  const readings = new LRUCache<string, Reading>({
    maxSize: mostImages,
    sizeCalculation: ({ images }) => images.length || 1,
  })
  const askMark = oncePerTurn(currentMark)
  let latest: string | null = null

  return {
    async get(question, read) {
      const known = readings.get(question)
      if (known && known.mark === latest) {
        latest = await askMark()
        if (known.mark === latest) return known.images
      }
      const reading = await read()
      latest = reading.mark
      if (latest !== null) readings.set(question, reading)
      return reading.images
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
