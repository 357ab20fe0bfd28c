import type { Logger } from 'pino'
import type { CacheIndex, Hits } from './index-driver.ts'

/** Counts hits in memory and writes them into the index now and then, so that no hit waits for it. */
export interface HitCounter {
  count(id: string): void
  /** Writes what has been counted so far; never fails. */
  flush(): Promise<void>
}

const secondsBetweenWrites = 1

export function countHits(index: CacheIndex, log: Logger): HitCounter {
  let counted = new Map<string, Hits>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  async function write(): Promise<void> {
    const hits = [...counted.values()]
    counted = new Map()
    try {
      if (hits.length > 0) await index.countHits(hits)
    } catch (err) {
      log.warn({ err }, `cannot write down the hits of ${hits.length} cached images`)
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  return {
    flush,
    count(id) {
      const { count = 0 } = counted.get(id) ?? {}
      counted.set(id, { id, count: count + 1, at: Date.now() / 1000 })
      timer ??= setTimeout(() => void flush(), secondsBetweenWrites * 1000).unref()
    },
  }
}
